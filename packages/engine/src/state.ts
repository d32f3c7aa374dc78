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

/** A sealed piece of a live stream: its frames are `firstFrame` and the `packets - 1` after it. */
export interface Piece {
  readonly digest: string;
  readonly firstFrame: number;
  readonly packets: number;
}

/** The newest word on an incident, with the alerts of all its entries. */
export type IncidentFacts = Omit<EntryOf<'incident-opened'>, 'kind'>;

/** An incident with all that belongs to it, so that no decision and no view searches for it. */
export interface IncidentState {
  facts: IncidentFacts;
  /** Those of `facts`, in the order in which they were taken in. */
  readonly alertIds: string[];
  state: 'open' | 'acknowledged' | 'closed';
  readonly openedAt: string;
  /** Of the newest alert, also where nothing else changed. */
  lastAt: string;
  /** Grows whenever its facts or one of its alerts change: what was worked out before is old. */
  revision: number;
  notes: number;
  readonly timeline: TimelineItem[];
  readonly runs: RunRecord[];
  readonly asks: AskState[];
  readonly performs: PerformState[];
  readonly controls: ControlState[];
  readonly obligations: ObligationState[];
  readonly cites: Cites;
}

/** The part that an address plays in open incidents. */
export interface Involvement {
  /** Incidents in which it acted. */
  readonly acted: Set<string>;
  /** Incidents in which it was acted on, each with the alerts that say so. */
  readonly target: Map<string, string[]>;
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
  /** Times that somebody was told that it is past its expiry. */
  escalations: number;
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
  /** In the order in which they were opened. */
  readonly incidents: Map<string, IncidentState>;
  /** By address; of open incidents only. */
  readonly involved: Map<string, Involvement>;
  /** Alerts that no incident has taken in, by their client. */
  readonly loose: Map<string, Set<AlertState>>;
  readonly asks: Map<string, AskState>;
  /** Asks that nobody has decided, of incidents that are open. */
  readonly waiting: Set<AskState>;
  readonly performs: Map<string, PerformState>;
  /** Performs that the world has not answered and nobody has in hand. */
  readonly toDo: Set<PerformState>;
  readonly runs: Map<string, RunRecord>;
  readonly facts: Map<string, StatedFact[]>;
  readonly obligations: Map<string, ObligationState>;
  readonly controls: Map<string, ControlState>;
  readonly captures: Map<string, { read: EntryOf<'capture-read'>; cites: Cites }>;
  /** The sealed pieces of each live stream, in the order of their frames. */
  readonly streams: Map<string, Piece[]>;
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
    involved: new Map(),
    loose: new Map(),
    asks: new Map(),
    waiting: new Set(),
    performs: new Map(),
    toDo: new Set(),
    runs: new Map(),
    facts: new Map(),
    obligations: new Map(),
    controls: new Map(),
    captures: new Map(),
    streams: new Map(),
    reports: new Set(),
    evidence: new Map(),
  };
}

/** The incident that a key of a run belongs to. */
export function incidentOfKey(state: State, key: string): string | undefined {
  return state.asks.get(key)?.incidentId ?? state.performs.get(key)?.incidentId;
}

/** The alerts of an incident as they stand now. */
export function alertsOf(state: State, { alertIds }: IncidentState): readonly Alert[] {
  return alertIds.flatMap((id) => state.alerts.get(id)?.alert ?? []);
}
