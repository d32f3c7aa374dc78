import { isoTime, toHex, type Clock, type Log } from '@bulkhead/kernel';
import {
  MerkleTree,
  signCheckpoint,
  verifierKeyOf,
  verifierKeyText,
  type Signer,
} from '@bulkhead/ledger';
import {
  Refused,
  type Actor,
  type EntryBody,
  type Finding,
  type IncidentView,
  type Plan,
} from '@bulkhead/model';
import { parsePlaybook, type Action, type Playbook } from '@bulkhead/playbook';
import { applyEntry } from './apply.ts';
import type { Change, Engine } from './contract.ts';
import { takeIn, type Input } from './flow.ts';
import type { Journal, SealedEntry } from './journal.ts';
import { Outbox, type Timer } from './outbox.ts';
import { createPlant } from './plant.ts';
import { handleRequest } from './requests/handle.ts';
import type { RunnablePlaybook, StageContext } from './stage.ts';
import { escalationsDue } from './respond/escalate.ts';
import { emptyState, type State } from './state.ts';
import { incidentsOf } from './touched.ts';
import { incidentView, type JournalHead } from './views/incident.ts';
import { situationView, type Sensing } from './views/situation.ts';

/**
 * Beyond this the clock is believed, though entries then run backwards in time: a gate that counts
 * the age of facts by a time that stands still for long would fail open.
 */
const CLOCK_BACK_MAX_MS = 60_000;
/** Entries read at once while a journal is folded into the state. */
const READ_AT_ONCE = 1_000;

export interface EngineOptions {
  readonly journal: Journal;
  readonly plan: Plan;
  /** Readiness, for the entry that records the plan. */
  readonly score: number;
  readonly signer: Signer;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly log: Log;
  /** Null where nothing may be carried out: a capture that is investigated acts on nobody. */
  readonly actions: ReadonlyMap<string, Action> | null;
  /** Texts of playbooks by digest that runs of this journal began with; for a changed plan. */
  readonly oldPlaybook: (digest: string) => Promise<string | undefined>;
  readonly sensing: () => Sensing;
}

/** An inclusion proof (RFC 9162 §2.1.3) and the signed checkpoint that it leads to. */
export interface Inclusion {
  readonly index: number;
  readonly size: number;
  readonly root: Uint8Array;
  readonly proof: readonly Uint8Array[];
  /** C2SP note over `size` and `root`. */
  readonly checkpoint: string;
}

/** An engine with what only the process that composes it may do. */
export interface RunningEngine extends Engine {
  /** Takes what a part of the system found: alerts, captures read, reports made. */
  record(actor: Actor, bodies: readonly EntryBody[]): Promise<{ sequence: number }>;
  /**
   * The incident as documents tell it: without the entries about documents, so that the same
   * journal gives the same bytes.
   */
  dossier(incidentId: string): IncidentView | undefined;
  /** Signs the journal as it is now, saves it and returns the C2SP note. */
  checkpoint(): Promise<string>;
  /** Proof that an entry is in a signed checkpoint. Undefined where there is no such entry. */
  inclusion(sequence: number): Promise<Inclusion | undefined>;
  /** Escalates what waits too long. For a timer, about once a second. */
  tick(): Promise<void>;
  readonly state: State;
  readonly context: StageContext;
  close(): Promise<void>;
}

/**
 * Folds the journal into the state, records the plan, and then starts what was left to do: nothing
 * acts before the journal says under which plan.
 */
export async function openEngine(options: EngineOptions): Promise<RunningEngine> {
  const { journal, plan } = options;
  const { playbooks, findings } = readPlaybooks(plan);
  const context: StageContext = { plan, plant: createPlant(plan), playbooks };
  const engine = new JournalEngine(options, context, findings);
  await engine.fold();
  if (journal.length === 0) {
    const { name: origin, publicKey: bytes } = options.signer;
    const publicKey = verifierKeyText(verifierKeyOf(origin, bytes));
    const opened = { kind: 'journal-opened', origin, publicKey } as const;
    await engine.record(system('engine'), [opened]);
  }
  await engine.record(system('engine'), [
    {
      kind: 'plan-loaded',
      digest: plan.digest,
      name: plan.name,
      version: plan.version,
      score: options.score,
    },
  ]);
  return engine;
}

/** A part of Bulkhead as the one who caused an entry. */
export function system(part: string): Actor {
  return { kind: 'system', part };
}

/** The playbooks of a plan that can run, and what is wrong with the others. */
export function readPlaybooks(plan: Plan): {
  readonly playbooks: readonly RunnablePlaybook[];
  readonly findings: readonly Finding[];
} {
  const findings: Finding[] = [];
  const playbooks: RunnablePlaybook[] = [];
  for (const { file, text } of plan.playbooks) {
    const parsed = parsePlaybook(file, text);
    findings.push(...parsed.findings);
    if (parsed.playbook?.runnable === true) {
      playbooks.push({ playbook: parsed.playbook, digest: parsed.digest });
    }
  }
  return { playbooks, findings };
}

class JournalEngine implements RunningEngine {
  readonly state = emptyState();
  readonly context: StageContext;
  readonly findings: readonly Finding[];
  readonly #options: EngineOptions;
  readonly #tree = new MerkleTree();
  readonly #playbooks = new Map<string, Playbook>();
  readonly #listeners = new Set<(change: Change) => void>();
  readonly #outbox: Outbox | null;
  /**
   * Set when an append failed: what is in memory is then ahead of the disk and must not be used.
   */
  #broken: unknown;

  constructor(options: EngineOptions, context: StageContext, findings: readonly Finding[]) {
    this.#options = options;
    this.context = context;
    this.findings = findings;
    for (const { playbook, digest } of context.playbooks) this.#playbooks.set(digest, playbook);
    const settle = async (body: EntryBody): Promise<void> => {
      await this.record(system('connect'), [body]);
    };
    const { actions, timer, log } = options;
    this.#outbox = actions === null ? null : new Outbox(actions, settle, timer, log);
  }

  /** Reads the whole journal. Nothing is decided again: what followed by rule is in it already. */
  async fold(): Promise<void> {
    const { journal } = this.#options;
    for (let from = 0; from < journal.length; from += READ_AT_ONCE) {
      for (const sealed of journal.read(from, READ_AT_ONCE)) {
        await this.#fetchPlaybook(sealed.entry.body);
        applyEntry(this.state, sealed.entry, this.#byDigest);
        this.#grow(sealed);
      }
    }
  }

  situation(): ReturnType<Engine['situation']> {
    this.#assertUsable();
    const { sensing } = this.#options;
    return situationView(this.state, this.context, this.#head(), sensing(), this.#now());
  }

  incident(incidentId: string): ReturnType<Engine['incident']> {
    this.#assertUsable();
    return incidentView(this.state, this.context, incidentId, this.#head(), this.#now());
  }

  dossier(incidentId: string): IncidentView | undefined {
    this.#assertUsable();
    const { length, at } = this.state.cited;
    const root = toHex(this.#tree.rootAt(length));
    const head = { origin: this.state.origin, entries: length, root };
    const view = incidentView(this.state, this.context, incidentId, head, at);
    if (view === undefined) return undefined;
    const timeline = view.timeline.filter(({ cites }) => cites.every((cite) => cite < length));
    return { ...view, timeline };
  }

  async perform(actor: Actor, request: Parameters<Engine['perform']>[1]) {
    if (actor.kind !== 'person') throw new Refused('not_permitted');
    this.#assertUsable();
    const at = this.#now();
    const body = handleRequest(this.state, actor, request, at, this.context);
    return this.#commit([{ actor, body }], at);
  }

  async record(actor: Actor, bodies: readonly EntryBody[]): Promise<{ sequence: number }> {
    if (bodies.length === 0) return { sequence: this.state.length - 1 };
    return this.#commit(
      bodies.map((body) => ({ actor, body })),
      this.#now(),
    );
  }

  async checkpoint(): Promise<string> {
    this.#assertUsable();
    const { journal, signer } = this.#options;
    const size = journal.length;
    const note = await signCheckpoint({ size, root: this.#tree.rootAt(size) }, signer);
    await journal.saveCheckpoint(size, note);
    return note;
  }

  async inclusion(sequence: number): Promise<Inclusion | undefined> {
    const { journal } = this.#options;
    if (!Number.isInteger(sequence) || sequence < 0 || sequence >= journal.length) return undefined;
    const last = journal.lastCheckpoint() ?? '';
    const checkpoint = sizeOf(last) > sequence ? last : await this.checkpoint();
    const size = sizeOf(checkpoint);
    const [root, proof] = [this.#tree.rootAt(size), this.#tree.inclusionProof(sequence, size)];
    return { index: sequence, size, root, proof, checkpoint };
  }

  async tick(): Promise<void> {
    this.#assertUsable();
    const at = this.#now();
    const due = escalationsDue(this.state, this.context, at);
    if (due.length > 0) await this.record(system('engine'), due);
  }

  subscribe(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    await this.#outbox?.close();
    this.#broken ??= new Error('The engine is closed.');
    await this.#options.journal.close();
  }

  readonly #byDigest = (digest: string): Playbook | null => this.#playbooks.get(digest) ?? null;

  async #commit(inputs: readonly Input[], at: string): Promise<{ sequence: number }> {
    this.#assertUsable();
    const before = this.state.length;
    let sealed: readonly SealedEntry[];
    try {
      sealed = takeIn(this.state, inputs, at, this.context, this.#byDigest);
      for (const one of sealed) this.#grow(one);
      await this.#options.journal.append(sealed);
    } catch (error) {
      // An input that could not even become an entry has changed nothing.
      if (this.state.length !== before) this.#broken ??= error;
      throw error;
    }
    const sequence = sealed.at(-1)!.entry.sequence;
    const touched = new Set(sealed.flatMap(({ entry }) => incidentsOf(this.state, entry.body)));
    this.#tell({ sequence, incidentIds: [...touched] });
    this.#outbox?.pump(this.state.toDo);
    return { sequence };
  }

  /** The entries are durable by now, so no listener may make it look as if they were not. */
  #tell(change: Change): void {
    for (const listener of this.#listeners) {
      try {
        listener(change);
      } catch (error) {
        this.#options.log.write('error', 'listener failed', { error: String(error) });
      }
    }
  }

  /** What is in memory is ahead of the disk after a failed append: nobody may act on it. */
  #assertUsable(): void {
    if (this.#broken !== undefined) throw this.#broken;
  }

  #grow(sealed: SealedEntry): void {
    this.#tree.append(sealed.leaf);
    this.state.previous = toHex(sealed.leaf);
  }

  async #fetchPlaybook(body: EntryBody): Promise<void> {
    if (body.kind !== 'run-started' || this.#playbooks.has(body.playbookDigest)) return;
    const text = await this.#options.oldPlaybook(body.playbookDigest);
    const parsed = text === undefined ? null : parsePlaybook('playbook', text).playbook;
    if (parsed !== null) this.#playbooks.set(body.playbookDigest, parsed);
  }

  #head(): JournalHead {
    const entries = this.#tree.size;
    return { origin: this.state.origin, entries, root: toHex(this.#tree.rootAt(entries)) };
  }

  /** A small step back of the clock, as time services make, holds the time of the journal still. */
  #now(): string {
    const nowMs = this.#options.clock.nowMs();
    const lastMs = Date.parse(this.state.lastAt);
    return isoTime(lastMs > nowMs && lastMs - nowMs <= CLOCK_BACK_MAX_MS ? lastMs : nowMs);
  }
}

/** Entries that a checkpoint of ours covers: its second line. */
function sizeOf(checkpoint: string): number {
  return Number(checkpoint.split('\n')[1] ?? 0);
}
