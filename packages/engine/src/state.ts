import type {
  Alert,
  Command,
  Entry,
  EntryOf,
  Fact,
  ObligationStarted,
  TimelineItem,
} from '@bulkhead/model';
import type { Playbook, RunState } from '@bulkhead/playbook';

export type Cites = number[];
export type PerformCommand = Extract<Command, { type: 'perform' }>;
export type AskCommand = Extract<Command, { type: 'ask' }>;

export interface AlertState {
  alert: Alert;
  incidentId: string | null;
  readonly cites: Cites;
}

export interface IncidentState {
  facts: EntryOf<'incident-opened'> | EntryOf<'incident-changed'>;
  state: 'open' | 'acknowledged' | 'closed';
  readonly openedAt: string;
  /** Of the newest alert, also where nothing else changed. */
  lastAt: string;
  readonly timeline: TimelineItem[];
  readonly cites: Cites;
}

export interface Approval {
  readonly person: string;
  readonly name: string;
  readonly role: string;
  readonly at: string;
  readonly sequence: number;
}

export interface AskState {
  readonly command: AskCommand;
  readonly incidentId: string;
  readonly requestedAt: string;
  /** The person who started the run; null when a rule did. */
  readonly requestedBy: string | null;
  readonly approvals: Approval[];
  refusal: (Approval & { readonly reason: string }) | null;
  openedAt: string | null;
  /** Steps of the escalation that were taken, counted. */
  escalations: number;
  readonly cites: Cites;
}

export interface PerformState {
  readonly command: PerformCommand;
  readonly incidentId: string;
  readonly issuedAt: string;
  handedOver: string | null;
  settled: { succeeded: boolean; detail: string; at: string } | null;
  readonly cites: Cites;
}

export interface RunRecord {
  readonly started: EntryOf<'run-started'>;
  readonly startedAt: string;
  /** The person who started it; null when a rule did. */
  readonly startedBy: { readonly person: string; readonly name: string } | null;
  readonly playbook: Playbook | null;
  run: RunState | null;
  /** What the run decided last and the journal does not hold yet. */
  pending: readonly Command[];
  outcome: 'running' | 'completed' | 'stopped' | 'failed';
  readonly cites: Cites;
}

export interface ObligationState {
  obligation: ObligationStarted;
  state: 'running' | 'submitted' | 'waived';
  settledAt: string | null;
  settledBy: string | null;
  submittedAt: string | null;
  detail: string;
  readonly cites: Cites;
}

export interface ControlState {
  readonly placed: EntryOf<'control-placed'>;
  readonly placedAt: string;
  liftedAt: string | null;
  readonly cites: Cites;
}

export interface StatedFact {
  readonly fact: Fact;
  readonly sequence: number;
}

/**
 * All that the journal says, indexed for decisions and views. Only `applyEntry` changes it, so that
 * it can be rebuilt from the journal alone.
 */
export interface State {
  length: number;
  /** RFC 9162 leaf digest of the last entry, in hexadecimal. */
  previous: string;
  lastAt: string;
  /** The journal as documents cite it: up to the last entry that is not about a document itself. */
  readonly cited: { length: number; at: string };
  origin: string;
  /** Sequence of the entry that recorded the plan in force. */
  planLoaded: number;
  readonly alerts: Map<string, AlertState>;
  readonly incidents: Map<string, IncidentState>;
  readonly asks: Map<string, AskState>;
  readonly performs: Map<string, PerformState>;
  readonly runs: Map<string, RunRecord>;
  readonly facts: Map<string, StatedFact[]>;
  readonly obligations: Map<string, ObligationState>;
  readonly controls: Map<string, ControlState>;
  readonly captures: Map<string, { read: EntryOf<'capture-read'>; cites: Cites }>;
  /** Digests of the reports written, so that the same bytes are recorded once. */
  readonly reports: Set<string>;
  readonly evidence: Map<string, { added: EntryOf<'evidence-added'>; entry: Entry }[]>;
}

export const FIRST_PREVIOUS = '0'.repeat(64);

export function emptyState(): State {
  return {
    length: 0,
    previous: FIRST_PREVIOUS,
    lastAt: '',
    cited: { length: 0, at: '' },
    origin: '',
    planLoaded: 0,
    alerts: new Map(),
    incidents: new Map(),
    asks: new Map(),
    performs: new Map(),
    runs: new Map(),
    facts: new Map(),
    obligations: new Map(),
    controls: new Map(),
    captures: new Map(),
    reports: new Set(),
    evidence: new Map(),
  };
}

/** The incident that a key of a run belongs to. */
export function incidentOfKey(state: State, key: string): string | undefined {
  return state.asks.get(key)?.incidentId ?? state.performs.get(key)?.incidentId;
}
