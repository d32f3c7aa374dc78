import type { Finding } from '@bulkhead/model';
import type { Draft } from './draft.ts';
import {
  assetWithoutOwner,
  controllerWithoutWriter,
  dependencyCycle,
  duplicateAddress,
  functionWithoutFallback,
  levelDiffers,
  malformedAddress,
} from './lint/assets.ts';
import { conduitToItself, cutUnprepared, safetyExposed, writesToSafety } from './lint/conduits.ts';
import {
  factUnanswerable,
  gateWithoutEscalation,
  quorumOneSided,
  quorumUnfillable,
  quorumWithoutSubstitute,
} from './lint/gates.ts';
import {
  escalationOutOfOrder,
  escalationSameRole,
  personUnreachable,
  roleSingleHolder,
  roleUnheld,
} from './lint/people.ts';
import {
  backupNotTested,
  backupTestOld,
  badDate,
  controllerWithoutBackup,
  drillNeverHeld,
  drillOld,
} from './lint/recovery.ts';
import { danglingReference, duplicateId, repeatedReference } from './lint/references.ts';
import { audienceWithoutTemplate, playbookNotJson, unknownRegime } from './lint/reporting.ts';
import {
  badShiftTime,
  badTimeZone,
  gateRoleWithoutRota,
  rotaGap,
  rotaOutsideRole,
} from './lint/rota.ts';
import type { LintOptions, LintRule } from './lint/rule.ts';

/** Every check beyond the shape of the files, in the order in which findings are told. */
export const LINT_RULES: readonly LintRule[] = [
  danglingReference,
  duplicateId,
  repeatedReference,
  malformedAddress,
  duplicateAddress,
  levelDiffers,
  assetWithoutOwner,
  controllerWithoutWriter,
  dependencyCycle,
  functionWithoutFallback,
  personUnreachable,
  roleUnheld,
  roleSingleHolder,
  escalationSameRole,
  escalationOutOfOrder,
  badTimeZone,
  badShiftTime,
  rotaOutsideRole,
  rotaGap,
  gateRoleWithoutRota,
  quorumUnfillable,
  quorumWithoutSubstitute,
  quorumOneSided,
  gateWithoutEscalation,
  factUnanswerable,
  cutUnprepared,
  safetyExposed,
  writesToSafety,
  conduitToItself,
  controllerWithoutBackup,
  backupNotTested,
  backupTestOld,
  drillNeverHeld,
  drillOld,
  badDate,
  unknownRegime,
  audienceWithoutTemplate,
  playbookNotJson,
];

/** What the rules find in a plan whose files all have the right shape. */
export function lint(draft: Draft, options: LintOptions): Finding[] {
  return LINT_RULES.flatMap((rule) =>
    [...rule.check(draft, options)].map(({ at, message, fix }) => ({
      code: rule.code,
      severity: rule.severity,
      ...at,
      message,
      fix,
    })),
  );
}
