import type { AgentTarget, CacaoPlaybook } from '../cacao.ts';
import { IDENTIFIER } from '../cacao.ts';
import { PLAYBOOK_STEPS_MAX } from '../limits.ts';
import { own, problem, stepsOf, type Problem } from './check.ts';

const MILLISECONDS = /\.\d{3}Z$/;
const STEP_UUID = /--[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-4/;
/** §10.12.2: the five TLP 2.0 markings have these ids and no others. */
const TLP = new Map([
  ['marking-tlp--94868c89-83c2-464b-929b-a1a8aa3c8487', 'TLP:CLEAR'],
  ['marking-tlp--bab4a63c-aed9-4cf5-a766-dfca5abac2bb', 'TLP:GREEN'],
  ['marking-tlp--55d920b0-5e8b-4f79-9ee9-91f868d9b421', 'TLP:AMBER'],
  ['marking-tlp--939a9414-2ddd-4d32-a0cd-375ea402b003', 'TLP:AMBER+STRICT'],
  ['marking-tlp--e828b379-4e03-4974-9ac4-e53a884c97c1', 'TLP:RED'],
]);

/** §7.4 to §7.13. */
const MEMBERS_ALL = ['type', 'name', 'description', 'location', 'agent_target_extensions'];
const NETWORK = ['address', 'authentication_info', 'category', 'port'];
const MEMBERS: Readonly<Record<string, readonly string[]>> = {
  group: ['contact'],
  individual: ['contact'],
  organization: ['contact'],
  location: ['logical'],
  sector: ['sector'],
  'security-category': ['category'],
  'http-api': NETWORK,
  linux: NETWORK,
  'net-address': ['address', 'authentication_info', 'category'],
  ssh: NETWORK,
};

/** What stands round the workflow: ids, times, definitions, types and the summary. */
export function checkDocument(playbook: CacaoPlaybook): readonly Problem[] {
  return [
    ...identifiers(playbook),
    ...times(playbook),
    ...members(playbook),
    ...markings(playbook),
    ...secrets(playbook),
    ...activities(playbook),
    ...summary(playbook),
  ];
}

function identifiers(playbook: CacaoPlaybook): readonly Problem[] {
  const problems: Problem[] = [];
  if (!playbook.created_by.startsWith('identity--')) {
    const message = 'created_by is the id of an identity.';
    problems.push(problem('bad-id', ['created_by'], message, 'Write identity--UUID.'));
  }
  if (stepsOf(playbook).length > PLAYBOOK_STEPS_MAX) {
    const message = `The workflow has more than ${PLAYBOOK_STEPS_MAX} steps.`;
    problems.push(problem('too-many', ['workflow'], message, 'Split the playbook.'));
  }
  for (const [id, step] of stepsOf(playbook)) {
    if (IDENTIFIER.test(id) && id.startsWith(`${step.type}--`) && STEP_UUID.test(id)) continue;
    const message = `The id of this step is not ${step.type}-- and a UUID of version 4.`;
    problems.push(problem('bad-id', ['workflow', id], message, 'Make a new random UUID.'));
  }
  const definitions = ['agent_definitions', 'target_definitions'] as const;
  for (const name of definitions) {
    for (const [id, { type }] of Object.entries(playbook[name] ?? {})) {
      if (IDENTIFIER.test(id) && id.startsWith(`${type}--`)) continue;
      const message = `The id of this definition is not ${type}-- and a UUID of version 1 to 5.`;
      problems.push(problem('bad-id', [name, id], message, 'Let id and type agree.'));
    }
  }
  return problems;
}

/** Members of agents and targets by type; those of types beyond the standard are not judged. */
function members(playbook: CacaoPlaybook): readonly Problem[] {
  return (['agent_definitions', 'target_definitions'] as const).flatMap((name) =>
    Object.entries(playbook[name] ?? {}).flatMap(([id, agent]) => {
      const more = own(MEMBERS, agent.type);
      if (more === undefined) return [];
      const unknown = Object.keys(agent).filter((key) => ![...MEMBERS_ALL, ...more].includes(key));
      return unknown.map((key) => {
        const message = `"${key}" is not a member of ${agent.type} in CACAO 2.0.`;
        return problem('unknown-property', [name, id, key], message, 'Remove it.');
      });
    }),
  );
}

function times(playbook: CacaoPlaybook): readonly Problem[] {
  const problems: Problem[] = [];
  for (const name of ['created', 'modified'] as const) {
    if (MILLISECONDS.test(playbook[name])) continue;
    const message = `${name} needs exactly three digits of a second.`;
    problems.push(problem('bad-time', [name], message, 'Write it as 2026-03-14T03:00:00.000Z.'));
  }
  const order = [
    ['modified', playbook.created, playbook.modified],
    ['valid_until', playbook.valid_from, playbook.valid_until],
  ] as const;
  for (const [name, from, until] of order) {
    if (from === undefined || until === undefined || Date.parse(until) >= Date.parse(from))
      continue;
    const message = `${name} lies before what it follows.`;
    problems.push(problem('bad-time', [name], message, 'Correct the times.'));
  }
  if (playbook.revoked) {
    const message = 'The playbook is revoked, so it must not run.';
    problems.push(problem('revoked', ['revoked'], message, 'Use its successor.'));
  }
  if (playbook.signatures !== undefined) {
    const message = 'Signatures are not verified.';
    const fix = 'Verify them before you trust the file.';
    problems.push(problem('not-verified', ['signatures'], message, fix, 'warning'));
  }
  return problems;
}

function markings(playbook: CacaoPlaybook): readonly Problem[] {
  const defined = playbook.data_marking_definitions;
  const dangling = (playbook.markings ?? []).flatMap((id, index) => {
    if (own(defined, id) !== undefined || TLP.has(id)) return [];
    const message = `There is no marking ${id}.`;
    const fix = 'Define it in data_marking_definitions.';
    return [problem('dangling-reference', ['markings', index], message, fix)];
  });
  const tlp = Object.entries(defined ?? {}).flatMap(([id, marking]) => {
    if (marking.type !== 'marking-tlp') return [];
    const level = TLP.get(id);
    if (level !== undefined && level === marking['tlpv2_level']) return [];
    const message = `This id does not stand for ${String(marking['tlpv2_level'])}.`;
    const fix = 'Use one of the five fixed TLP 2.0 ids with its level.';
    return [problem('bad-marking', ['data_marking_definitions', id], message, fix)];
  });
  return [...dangling, ...tlp];
}

/** Agents must find their credentials, and no credential may stand in a playbook. */
function secrets(playbook: CacaoPlaybook): readonly Problem[] {
  const definitions = playbook.authentication_info_definitions;
  const agents: readonly (readonly [string, string, AgentTarget])[] = [
    ...Object.entries(playbook.agent_definitions ?? {}).map(
      ([id, agent]) => ['agent_definitions', id, agent] as const,
    ),
    ...Object.entries(playbook.target_definitions ?? {}).map(
      ([id, agent]) => ['target_definitions', id, agent] as const,
    ),
  ];
  const dangling = agents.flatMap(([name, id, agent]) => {
    const info = agent.authentication_info;
    if (info === undefined || own(definitions, info) !== undefined) return [];
    const path = [name, id, 'authentication_info'];
    const fix = 'Define it in authentication_info_definitions.';
    return [problem('dangling-reference', path, `There is no ${info}.`, fix)];
  });
  const open = Object.entries(definitions ?? {}).flatMap(([id, info]) => {
    if (info['kms'] === true) return [];
    const message = 'A credential stands in the playbook.';
    const fix = 'Keep it in a key store: kms true, with kms_key_identifier.';
    return [problem('secret-in-playbook', ['authentication_info_definitions', id], message, fix)];
  });
  return [...dangling, ...open];
}

function activities(playbook: CacaoPlaybook): readonly Problem[] {
  const { playbook_types: types, playbook_activities: declared } = playbook;
  if (declared === undefined) {
    if (types === undefined || types.length === 0) return [];
    const message = 'playbook_types need playbook_activities.';
    const fix = 'List the activities of its commands.';
    return [problem('no-activities', ['playbook_types'], message, fix, 'warning')];
  }
  const steps = Object.values(playbook.workflow);
  const done = new Set(
    steps.flatMap((step) =>
      step.type === 'action' ? step.commands.map((command) => command.playbook_activity) : [],
    ),
  );
  return declared.flatMap((activity, index) => {
    if (done.has(activity)) return [];
    const path = ['playbook_activities', index];
    const fix = 'Name it in the playbook_activity of a command, or remove it.';
    return [problem('unused-activity', path, `No command does ${activity}.`, fix, 'warning')];
  });
}

function summary(playbook: CacaoPlaybook): readonly Problem[] {
  const said = playbook.playbook_processing_summary;
  if (said === undefined) return [];
  const steps = Object.values(playbook.workflow);
  const types = new Set(steps.map((step) => step.type));
  const commands = steps.flatMap((step) => (step.type === 'action' ? step.commands : []));
  const is: Readonly<Record<string, boolean>> = {
    manual_playbook: commands.every((command) => command.type === 'manual'),
    external_playbooks: types.has('playbook-action'),
    parallel_processing: types.has('parallel'),
    if_logic: types.has('if-condition'),
    while_logic: types.has('while-condition'),
    switch_logic: types.has('switch-condition'),
    temporal_logic: steps.some((step) => step.delay !== undefined || step.timeout !== undefined),
    data_markings: (playbook.markings ?? []).length > 0,
    digital_signatures: (playbook.signatures ?? []).length > 0,
    countersigned_signatures: (playbook.signatures ?? []).some((one) => 'signature' in one),
    extensions: Object.keys(playbook.extension_definitions ?? {}).length > 0,
  };
  return Object.entries(is).flatMap(([name, truth]) => {
    // A playbook may have only manual commands and leave that unsaid.
    if (name === 'manual_playbook' && said[name] === undefined) return [];
    if ((said[name] ?? false) === truth) return [];
    const message = `${name} should be ${truth}.`;
    const path = ['playbook_processing_summary', ...(name in said ? [name] : [])];
    return [problem('summary-differs', path, message, 'Correct the summary.', 'warning')];
  });
}
