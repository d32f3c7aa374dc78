import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readJson } from './json.ts';
import { OT_EXTENSION, parsePlaybook } from './mod.ts';

const FILE = 'content/playbooks/isolate-engineering-conduit.json';
const text = readFileSync(join(import.meta.dirname, '../../..', FILE), 'utf8');
const CUT = 'action--c3d4e5f6-0718-4293-a4b5-c6d7e8f90a07';
const IF = 'if-condition--d5e6f708-1929-4a3b-8c4d-5e6f70819208';
const PARALLEL = 'parallel--2f4b1a77-8d0c-4e7e-bb35-51d0f4a1c902';
const START = 'start--0b0c8a35-1d5e-4f0a-9f0e-6a2c8f6d1b01';
const END = 'end--2b3c4d5e-6f70-4182-9d9e-c4d5e6f70813';
const ROOM_END = 'end--8d7f0b12-94c3-4b6d-8f21-1c5a7e3d6204';
const OFFICER = 'action--a1b2d3e4-5f60-4718-92a3-b4c5d6e7f805';
const SWITCH = 'security-category--64f50617-2839-4a4b-9d5e-6f708192a317';
const ROOM = 'group--31c2d3e4-f506-4718-8a2b-3c4d5e6f7014';
const STEP = `workflow/${CUT}`;
const OT = `${STEP}/step_extensions/${OT_EXTENSION}`;
const MISSING = 'action--00000000-0000-4000-8000-000000000000';

/** The shipped playbook with one member changed; `undefined` removes it. */
function changed(path: string, value: unknown): string {
  const root = JSON.parse(text) as Record<string, unknown>;
  const keys = path.split('/');
  const last = keys.pop()!;
  let holder = root;
  for (const key of keys) holder = (holder[key] ??= {}) as Record<string, unknown>;
  if (value === undefined) Reflect.deleteProperty(holder, last);
  else holder[last] = value;
  return JSON.stringify(root, null, 2);
}

// One change to a sound playbook -> what is found. Errors unless marked with ~.
test.each<[string, string, unknown, readonly string[]]>([
  ['another spec', 'spec_version', 'cacao-1.1', ['bad-property']],
  ['no name', 'name', undefined, ['missing-property']],
  ['a member too many', 'nmae', 'x', ['unknown-property']],
  ['UUIDv7', 'id', 'playbook--0192f3a4-5b6c-7d8e-9f0a-1b2c3d4e5f60', ['bad-property']],
  ['created by a group', 'created_by', ROOM, ['bad-id']],
  ['six digits of a second', 'created', '2026-11-22T12:00:00.000000Z', ['bad-time']],
  ['modified before created', 'modified', '2025-11-22T12:00:00.000Z', ['bad-time']],
  ['revoked', 'revoked', true, ['revoked']],
  ['types without activities', 'playbook_activities', undefined, ['~no-activities']],
  ['an activity that nobody does', 'playbook_activities', ['map-network'], ['~unused-activity']],
  ['a wrong summary', 'playbook_processing_summary/if_logic', false, ['~summary-differs']],
  [
    'a marking that is not there',
    'markings',
    ['marking-tlp--00000000-0000-4000-8000-000000000000'],
    ['dangling-reference', '~summary-differs'],
  ],
  [
    'starts nowhere',
    'workflow_start',
    'start--00000000-0000-4000-8000-000000000000',
    ['dangling-reference'],
  ],
  ['starts at an action', 'workflow_start', CUT, ['no-start']],
  ['goes nowhere', `${STEP}/on_completion`, MISSING, ['dangling-reference']],
  ['goes back', `${STEP}/on_completion`, START, ['cycle', 'no-start', '~unreachable-step']],
  ['does not go on', `${STEP}/on_completion`, undefined, ['no-successor', '~unreachable-step']],
  ['goes on twice', `${STEP}/on_success`, END, ['successors-exclude']],
  ['an end that goes on', `workflow/${END}/on_completion`, CUT, ['end-goes-on', 'cycle']],
  ['a start with on_success', `workflow/${START}/on_success`, PARALLEL, ['start-successor']],
  ['two branches, one end', `workflow/${OFFICER}/on_success`, ROOM_END, ['shared-step']],
  ['an unknown step type', `${STEP}/type`, 'robot', ['unknown-step']],
  [
    'a while',
    `workflow/${IF}`,
    {
      type: 'while-condition',
      condition: "__isolated__:value = 'true'",
      on_true: 'action--e7f80919-2a3b-4c5d-9e6f-8091a2b3c409',
      on_completion: END,
    },
    ['bad-id', 'not-runnable', '~unreachable-step', '~summary-differs'],
  ],
  ['a timeout', `${STEP}/timeout`, 60_000, ['not-runnable', '~summary-differs']],
  ['a delay', `${STEP}/delay`, 60_000, ['not-runnable', '~summary-differs']],
  ['a condition that is none', `workflow/${IF}/condition`, '__isolated__:value', ['bad-condition']],
  [
    'a condition of another type',
    `workflow/${IF}/condition`,
    '__isolated__:value > 3',
    ['bad-condition'],
  ],
  ['a condition on nothing', `workflow/${IF}/condition`, "__a__:value = 'x'", ['unknown-variable']],
  ['a condition never set', `${STEP}/out_args`, undefined, ['bad-report', 'never-set']],
  ['an argument not declared', `${STEP}/in_args`, ['__a__'], ['unknown-variable']],
  [
    'a constant written',
    'playbook_variables/__isolated__',
    { type: 'bool', value: 'true', constant: true },
    ['constant-written', 'bad-report'],
  ],
  ['a value of another type', 'playbook_variables/__isolated__/value', 'yes', ['bad-value']],
  ['a text with a variable not declared', `${OT}/title`, 'Cut __a__:value', ['unknown-variable']],
  [
    'no agent',
    `${STEP}/agent`,
    'individual--00000000-0000-4000-8000-000000000000',
    ['dangling-reference'],
  ],
  ['a machine as agent', `agent_definitions/${ROOM}/type`, 'http-api', ['bad-id', 'not-runnable']],
  [
    'no such target',
    `${STEP}/targets`,
    ['ssh--00000000-0000-4000-8000-000000000000'],
    ['dangling-reference'],
  ],
  [
    'a target of no level',
    `target_definitions/${SWITCH}/agent_target_extensions`,
    undefined,
    ['~target-level-unknown'],
  ],
  [
    'a machine command to level 1',
    `${STEP}/commands`,
    [{ type: 'ssh', command: 'shutdown', playbook_activity: 'disconnect-system' }],
    ['protected-target', 'not-runnable', '~summary-differs'],
  ],
  ['a notice to level 1', `workflow/${OFFICER}/targets`, [SWITCH], ['protected-target']],
  [
    'a command that nobody knows',
    `${STEP}/commands`,
    [{ type: 'ftp', command: 'x', playbook_activity: 'disconnect-system' }],
    ['protected-target', 'unknown-command', '~summary-differs'],
  ],
  [
    'a command without words',
    `${STEP}/commands`,
    [{ type: 'manual', playbook_activity: 'disconnect-system' }],
    ['not-runnable'],
  ],
  ['no gate', `${OT}/gate`, undefined, ['unsafe-step']],
  ['no undo', `${OT}/undo`, undefined, ['unsafe-step']],
  ['no owner', `${OT}/owner`, undefined, ['unsafe-step']],
  ['no expiry', `${OT}/expires_after_minutes`, undefined, ['unsafe-step']],
  ['no preview', `${OT}/does`, undefined, ['unsafe-step']],
  ['a notice that contains', `${OT}/action`, 'notice', ['protected-target']],
  ['an unknown impact', `${OT}/impact`, 'maybe', ['bad-extension']],
  ['no OT extension', `${STEP}/step_extensions`, undefined, ['not-runnable']],
  [
    'an extension that is not defined',
    'extension_definitions',
    undefined,
    ['dangling-reference', '~summary-differs'],
  ],
  [
    'a later extension',
    `extension_definitions/${OT_EXTENSION}/version`,
    '2.0.0',
    ['bad-extension'],
  ],
])('%s', (_, path, value, want) => {
  const { playbook, findings } = parsePlaybook('p.json', changed(path, value));
  const codes = findings.map(({ code, severity }) => (severity === 'error' ? code : `~${code}`));
  // A start that is lost takes everything after it along; what it takes is said elsewhere.
  for (const code of want) expect(codes).toContain(code);
  if (!path.startsWith('workflow_start')) expect(new Set(codes)).toEqual(new Set(want));
  expect(playbook?.runnable ?? false).toBe(want.every((code) => code.startsWith('~')));
});

test('a finding stands where the fault is', () => {
  const lines = changed(`${OT}/title`, 12).split('\n');
  const { findings } = parsePlaybook('p.json', lines.join('\n'));
  const place = findings.find(({ code }) => code === 'bad-extension')!;
  expect(lines[place.line - 1]!.slice(place.column - 1)).toMatch(/^"title": 12/);
  expect(place).toMatchObject({ file: 'p.json', severity: 'error' });
});

test.each([
  ['', 1, 1, 'the end of the file stands where a value should.'],
  ['{\n  "a": 1,\n}', 3, 1, '"}" stands where a name in " should.'],
  ['{"a": 1} x', 1, 10, 'There is text after the end of the JSON value.'],
  ['{"a": 1,\n "a": 2}', 2, 2, 'The name "a" may not stand here again.'],
  ['{"__proto__": {}}', 1, 2, 'The name "__proto__" may not stand here again.'],
  ['{"a": 01}', 1, 8, '"1" stands where a comma or } should.'],
  ['"a\nb"', 1, 1, '"\\"" stands where a string that ends on its line should.'],
  ['['.repeat(100), 1, 34, 'JSON nests deeper than 32 levels.'],
])('%j is not JSON at %i:%i', (source, line, column, message) => {
  const { findings, playbook } = parsePlaybook('p.json', source);
  expect(findings).toContainEqual(
    expect.objectContaining({ code: 'not-json', line, column, message }),
  );
  expect(playbook).toBe(null);
});

test('what the plan must have is named with its place', () => {
  const { names } = parsePlaybook('p.json', text);
  const lines = text.split('\n');
  expect(names.map(({ kind, id }) => `${kind} ${id}`)).toEqual([
    'role shift-supervisor',
    'role safety-officer',
    'gate cut-engineering-conduit',
    'role ot-engineer',
    ...['shift-supervisor', 'incident-commander', 'safety-officer'].map((id) => `role ${id}`),
    ...['shift-supervisor', 'incident-commander', 'safety-officer'].map((id) => `role ${id}`),
  ]);
  for (const { id, line } of names) {
    expect(lines.slice(line - 1, line + 4).join('\n')).toContain(id);
  }
});

describe('laws', () => {
  test('JSON is read as JSON.parse reads it, and refused where it refuses', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), fc.nat(200), (source, at) => {
        const damaged = source.slice(0, at % (source.length + 1));
        for (const one of [source, damaged]) {
          const { value, problems } = readJson(one);
          if (problems.some(({ message }) => message.includes('again'))) continue;
          let want: unknown;
          try {
            want = JSON.parse(one);
          } catch {
            want = undefined;
          }
          expect(value).toEqual(want);
        }
      }),
    );
  });

  test('any cut or changed character gives findings or a playbook, and no throw', () => {
    fc.assert(
      fc.property(fc.nat(text.length), fc.string({ maxLength: 3 }), (at, put) => {
        const result = parsePlaybook('p.json', text.slice(0, at) + put + text.slice(at + 1));
        expect(result.playbook !== null || result.findings.length > 0).toBe(true);
        parsePlaybook('p.json', text.slice(0, at));
      }),
      { numRuns: 150 },
    );
  });

  test('any JSON value anywhere gives findings or a playbook, and no throw', () => {
    const places = [STEP, `${STEP}/commands`, OT, 'workflow', 'playbook_variables', 'markings'];
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.jsonValue({ maxDepth: 4 }), (place, value) => {
        const { findings } = parsePlaybook('p.json', changed(place, value));
        for (const { line, column } of findings) expect(Math.min(line, column)).toBeGreaterThan(0);
      }),
      { numRuns: 150 },
    );
  });
});
