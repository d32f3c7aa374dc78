import type { Change, Engine, ProvenEntry, Request } from '@bulkhead/engine';
import {
  type Actor,
  type IncidentView,
  type Plan,
  type PlanView,
  Refused,
  type SituationView,
} from '@bulkhead/model';
import type { RuleText } from '../options.ts';

const AT = '2026-03-14T03:00:00.000Z';
const ROOT = '0'.repeat(64);

/** Two roles and four people: enough for every permission and for none. */
export const plan: Plan = {
  name: 'Small plant',
  version: '1',
  digest: `sha256:${ROOT}`,
  timeZone: 'Europe/Dublin',
  languages: ['en'],
  sites: [],
  assets: [],
  zones: [],
  conduits: [],
  functions: [],
  people: [
    { id: 'ada', name: 'Ada Byrne', side: 'it', roles: ['incident-commander'] },
    { id: 'sean', name: 'Sean Walsh', side: 'ot', roles: ['shift-supervisor'] },
    { id: 'nora', name: 'Nora Quinn', side: 'it', roles: ['reader'] },
  ],
  roles: [
    {
      id: 'incident-commander',
      name: 'Incident commander',
      side: 'it',
      duties: 'Leads.',
      permissions: ['approve', 'attest', 'report-work', 'start-run', 'submit', 'close'],
    },
    {
      id: 'shift-supervisor',
      name: 'Shift supervisor',
      side: 'ot',
      duties: 'Runs the plant.',
      permissions: ['approve', 'attest', 'report-work'],
    },
    { id: 'reader', name: 'Reader', side: 'it', duties: 'Reads.', permissions: [] },
  ],
  rotas: [],
  escalations: [],
  gates: [],
  regimes: [],
  templates: [],
  drills: [],
  playbooks: [],
  rules: [],
};

export const planView: PlanView = {
  name: plan.name,
  version: plan.version,
  digest: plan.digest,
  findings: [],
  readiness: { score: 100, parts: [] },
  files: [],
};

/** What a sensor that was never started has seen. */
export const NO_SENSING: SituationView['sensing'] = {
  state: 'none',
  source: '',
  packets: 0,
  operations: 0,
  lastPacketAt: null,
  skipped: {},
  shed: 0,
};

/** The one rule. */
export const ruleText: RuleText = {
  file: 'ot/write.yml',
  text: 'title: A write\n',
  title: 'A write',
  description: 'Somebody wrote.',
  falsePositives: ['A set-point that an operator changed.'],
};

/** A journal of one entry; whether the proof holds is for the engine's own tests. */
export const firstEntry: ProvenEntry = {
  entry: {
    sequence: 0,
    at: AT,
    actor: { kind: 'system', part: 'engine' },
    cause: null,
    previous: ROOT,
    body: { kind: 'journal-opened', origin: 'small', publicKey: 'small+00000000+AA==' },
  },
  inclusion: { index: 0, size: 1, root: ROOT, proof: [] },
  checkpoint: 'small\n1\nAA==\n',
};

const summary: IncidentView['summary'] = {
  id: 'incident-1',
  title: 'Set-point out of range',
  headline: 'The engineering station wrote a set-point.',
  severity: 'high',
  severityBecause: ['A write was answered well.'],
  state: 'open',
  openedAt: AT,
  firstAt: AT,
  lastAt: AT,
  techniques: [{ id: 'T0836', name: 'Modify Parameter' }],
  alerts: 1,
  assets: ['plc-dosing'],
  cites: [3],
};

/** What a test may look at, beside the engine's port. */
export interface SmallEngine extends Engine {
  readonly performed: readonly { readonly actor: Actor; readonly request: Request }[];
  /** Tells a change, as a durable commit does. */
  change(sequence: number, incidentIds: readonly string[]): void;
  /** Holds what is asked until `release`, as a slow disk does. */
  hold(): { release(): void };
  /** Makes everything asked fail with this. */
  failWith(error: Error): void;
  readonly listeners: number;
}

/** The port of the engine with one incident, `incident-1`, that takes any request. */
export function smallEngine(): SmallEngine {
  const performed: { actor: Actor; request: Request }[] = [];
  const listeners = new Set<(change: Change) => void>();
  let entries = 10;
  let held: Promise<void> = Promise.resolve();
  let failure: Error | undefined;
  const journal = () => ({ origin: 'small', entries, root: ROOT, at: AT });
  return {
    performed,
    findings: [],
    get listeners() {
      return listeners.size;
    },
    situation: (): SituationView => ({
      plant: {
        name: plan.name,
        timeZone: plan.timeZone,
        planVersion: '1',
        planDigest: plan.digest,
      },
      danger: { level: 'none', text: 'Nobody is in danger.' },
      incidents: [summary],
      approvals: [],
      obligations: [],
      controls: [],
      zones: [],
      conduits: [],
      sensing: NO_SENSING,
      journal: journal(),
    }),
    incident: (id) => (id === summary.id ? incidentView(journal()) : undefined),
    async perform(actor, request) {
      await held;
      if (failure !== undefined) throw failure;
      if ('incidentId' in request && request.incidentId !== summary.id) {
        throw new Refused('not_found');
      }
      performed.push({ actor, request });
      const sequence = entries++;
      for (const listener of listeners) listener({ sequence, incidentIds: [summary.id] });
      return { sequence };
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    change(sequence, incidentIds) {
      entries = sequence + 1;
      for (const listener of listeners) listener({ sequence, incidentIds });
    },
    hold() {
      const { promise, resolve } = Promise.withResolvers<void>();
      held = promise;
      return { release: resolve };
    },
    failWith(error) {
      failure = error;
    },
  };
}

function incidentView(journal: IncidentView['journal']): IncidentView {
  return {
    summary,
    plan: {
      name: plan.name,
      version: '1',
      digest: plan.digest,
      timeZone: plan.timeZone,
      cites: [1],
    },
    assets: [],
    alerts: [],
    timeline: [],
    playbooks: [],
    runs: [],
    approvals: [],
    controls: [],
    obligations: [],
    facts: [],
    evidence: [],
    people: [],
    captures: [],
    journal,
  };
}
