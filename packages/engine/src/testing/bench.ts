import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { toHex } from '@bulkhead/kernel';
import type { Actor, Alert, EntryBody, PlanText } from '@bulkhead/model';
import type { Action } from '@bulkhead/playbook';
import { FakeClock } from '@bulkhead/testkit';
import type { Journal, SealedEntry } from '../journal.ts';
import { createSigner } from '@bulkhead/ledger';
import { openEngine, system, type EngineOptions, type RunningEngine } from '../open.ts';
import { checkPlan, type CheckedPlan } from '../use-cases/check-plan.ts';

const CONTENT = join(import.meta.dirname, '../../../../content');

/** The texts of a folder, by path with forward slashes. */
export function folderTexts(folder: string): Map<string, string> {
  const texts = new Map<string, string>();
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const path = join(folder, name);
    if (statSync(path).isFile() && /\.(ya?ml|json|md)$/.test(name)) {
      texts.set(name.replaceAll('\\', '/'), readFileSync(path, 'utf8'));
    }
  }
  return texts;
}

/** Millbrook Water with all shipped rules, as `bulkhead check` sees it. */
export function millbrook(): CheckedPlan {
  return (checked ??= checkMillbrook());
}

let checked: CheckedPlan | undefined;

function checkMillbrook(): CheckedPlan {
  const rules: PlanText[] = [...folderTexts(join(CONTENT, 'rules'))]
    .filter(([file]) => file.endsWith('.yml'))
    .map(([file, text]) => ({ file, text }));
  return checkPlan(folderTexts(join(CONTENT, 'plans/millbrook-water')), rules, '2026-11-22');
}

/** A journal that keeps entries in a list; what was appended is "durable" at once. */
export function listJournal(): Journal & { readonly entries: SealedEntry[] } {
  const entries: SealedEntry[] = [];
  let checkpoint: string | undefined;
  return {
    entries,
    get length() {
      return entries.length;
    },
    append: async (added) => {
      entries.push(...added);
    },
    read: (from, countMax) => entries.slice(from, from + countMax),
    lastCheckpoint: () => checkpoint,
    saveCheckpoint: async (_, note) => {
      checkpoint = note;
    },
    close: async () => {},
  };
}

export interface Bench {
  readonly engine: RunningEngine;
  readonly journal: ReturnType<typeof listJournal>;
  readonly clock: FakeClock;
}

/** An engine over Millbrook Water with a clock that stands still. */
export async function openBench(
  changes: Partial<EngineOptions> = {},
  journal = listJournal(),
): Promise<Bench> {
  const checked = millbrook();
  const clock = new FakeClock();
  const engine = await openEngine({
    journal,
    plan: checked.plan!,
    score: checked.readiness.score,
    signer: await createSigner('bulkhead/bench', new Uint8Array(32).fill(7)),
    clock,
    timer: { after: () => () => {} },
    log: { write: () => {} },
    actions: new Map<string, Action>(),
    oldPlaybook: async () => undefined,
    sensing: () => ({
      state: 'none',
      source: '',
      packets: 0,
      operations: 0,
      lastPacketAt: null,
      skipped: {},
      shed: 0,
    }),
    ...changes,
  });
  return { engine, journal, clock };
}

/** A person of the plan, with the roles that the plan gives. */
export function person(engine: RunningEngine, role: string, nth = 0): Actor {
  const found = engine.context.plan.people.filter(({ roles }) => roles.includes(role))[nth]!;
  return { kind: 'person', person: found.id, name: found.name, roles: found.roles };
}

/** A write to the dosing controller from the engineering station, unless told otherwise. */
export function alertBody(changes: Partial<Alert> = {}): EntryBody {
  const alert: Alert = {
    id: 'alert-0000000000000001',
    rule: { id: 'write', title: 'An engineering station wrote to the process' },
    severity: 'medium',
    techniques: ['T0836'],
    count: 1,
    firstAt: '2026-03-14T02:59:00.000000Z',
    lastAt: '2026-03-14T02:59:00.000000Z',
    protocol: 'modbus',
    client: '10.20.30.21',
    server: '10.20.11.10',
    verb: 'write',
    service: 'write_single_register',
    outcome: 'ok',
    objects: ['holding_register/1'],
    capture: `sha256:${'a'.repeat(64)}`,
    frames: [17],
    ...changes,
  };
  return { kind: 'alert-raised', alert };
}

/** Raises one alert. */
export async function raise(engine: RunningEngine, changes: Partial<Alert> = {}): Promise<void> {
  await engine.record(system('sensor'), [alertBody(changes)]);
}

/** What the journal holds, a line an entry: kind, and what caused it. */
export function story(journal: { readonly entries: readonly SealedEntry[] }): readonly string[] {
  return journal.entries.map(({ entry }) => {
    const because = entry.cause === null ? '' : ` <- ${entry.cause}`;
    return `${entry.sequence} ${entry.body.kind}${because}`;
  });
}

export function bytesOf(journal: { readonly entries: readonly SealedEntry[] }): readonly string[] {
  return journal.entries.map(({ bytes }) => toHex(bytes));
}
