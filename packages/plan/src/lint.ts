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
import { danglingReference, duplicateId, repeatedReference } from './lint/references.ts';
import type { LintOptions, LintRule } from './lint/rule.ts';

/** Every check beyond the shape of the files, in the order in which findings are told. */
export const LINT_RULES: readonly LintRule[] = [
  duplicateId,
  danglingReference,
  repeatedReference,
  malformedAddress,
  duplicateAddress,
  levelDiffers,
  assetWithoutOwner,
  controllerWithoutWriter,
  dependencyCycle,
  functionWithoutFallback,
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
