import { protocols } from '@bulkhead/wire';
import type { Cells, Claims, Oracle } from '../oracles/oracle.ts';
import type { Ours } from './ours.ts';
import { type Disagreement, explain } from './reasons.ts';
import { tsharkFields } from './tshark.ts';

/** What came of one protocol on one capture, or on all. */
export interface Tally {
  /** Frames of which at least one side says something. */
  messages: number;
  agree: number;
  /** Of those that agree, frames of which ours is that they say what another frame said. */
  repeated: number;
  explained: number;
  unexplained: number;
}

/** Frames under a reason. */
export type Reasons = ReadonlyMap<string, readonly number[]>;

/** The result of one capture under one oracle. */
export interface Compared extends Tally {
  /** Why the two differ. */
  readonly reasons: Reasons;
  /** Why tshark does not show all that ours says, where they agree on the rest. */
  readonly unshown: Reasons;
  readonly open: readonly Disagreement[];
}

/**
 * So tshark reads every segment, also those that it would take for repetitions: what repeats what
 * is for us to say, and for the comparison to prove.
 */
const ALL_SEGMENTS = ['-o', 'tcp.analyze_sequence_numbers:FALSE'] as const;
/** Ports about which tshark is told at most, for one file. */
const PORTS_TOLD_MAX = 64;

/** Compares the two readings of one file; null where tshark failed. */
export function compare(file: string, oracle: Oracle, ours: Ours): Compared | null {
  const rows = ask(file, oracle, []);
  if (rows === null) return null;
  const claims = ours.claims.get(oracle)!;
  readTold(file, oracle, ours, rows);
  const one = new Comparison(oracle, ours);
  const frames = new Set([...claims.keys(), ...rows.keys()]);
  for (const frame of [...frames].toSorted((a, b) => a - b)) one.frame(frame, rows.get(frame));
  return one.result(file);
}

function ask(file: string, oracle: Oracle, rules: readonly string[]): Map<number, Cells> | null {
  const options = [...ALL_SEGMENTS, ...(oracle.options ?? []), ...rules];
  return tsharkFields(file, oracle.filter, oracle.fields, options);
}

/** Puts the frames of one file, one by one, where they belong. */
class Comparison {
  readonly #oracle: Oracle;
  readonly #claims: ReadonlyMap<number, Claims>;
  readonly #repeats: Ours['repeats'];
  readonly #reasons = new Map<string, number[]>();
  readonly #unshown = new Map<string, number[]>();
  readonly #differ: Disagreement[] = [];
  #agree = 0;
  #repeated = 0;

  constructor(oracle: Oracle, { claims, repeats }: Ours) {
    this.#oracle = oracle;
    this.#claims = claims.get(oracle)!;
    this.#repeats = repeats;
  }

  frame(frame: number, cells: Cells | undefined): void {
    const own = (this.#claims.get(frame) ?? []).toSorted();
    const theirs = cells === undefined ? [] : this.#oracle.theirs(cells).toSorted();
    if (own.length === 0 && theirs.length === 0) return;
    if (isSame(own, theirs)) {
      this.#agree++;
      return;
    }
    const ours = theirs.length === 0 ? own : this.#withRepeated(frame, own);
    if (isSame(ours, theirs)) {
      this.#agree++;
      this.#repeated++;
    } else if (cells === undefined || !this.#isShownPart(frame, ours, theirs, cells)) {
      const reason = this.#oracle.explain?.(own, theirs, cells) ?? null;
      if (reason === null) this.#differ.push({ frame, ours: own, theirs });
      else note(this.#reasons, reason, frame);
    }
  }

  result(file: string): Compared {
    const open: Disagreement[] = [];
    const said = (frame: number): Claims => this.#withRepeated(frame, []);
    for (const [one, reason] of explain(file, this.#differ, said)) {
      if (reason === null) open.push(one);
      else note(this.#reasons, reason, one.frame);
    }
    const explained = [...this.#reasons.values()].reduce((sum, { length }) => sum + length, 0);
    return {
      messages: this.#agree + explained + open.length,
      agree: this.#agree,
      repeated: this.#repeated,
      explained,
      unexplained: open.length,
      reasons: this.#reasons,
      unshown: this.#unshown,
      open,
    };
  }

  /** What a frame says, with what it says once more. */
  #withRepeated(frame: number, own: Claims): string[] {
    const again = [...(this.#repeats.get(frame) ?? [])];
    const said = again.flatMap((of) => {
      // A copy of a request that was sent again: what it says was said before both.
      const first = this.#claims.has(of) ? [of] : [...(this.#repeats.get(of) ?? [])];
      return first.flatMap((one) => this.#claims.get(one) ?? []);
    });
    return [...own, ...said].toSorted();
  }

  /** Whether the two agree on all that tshark has a field for; on nothing is no agreement. */
  #isShownPart(frame: number, ours: Claims, theirs: Claims, cells: Cells): boolean {
    const whys = new Set<string>();
    const shown = ours.filter((claim) => {
      const why = this.#oracle.unshown?.(claim, cells) ?? null;
      if (why !== null) whys.add(why);
      return why === null;
    });
    if (whys.size === 0 || !isSame(shown, theirs)) return false;
    if (shown.length > 0) {
      this.#agree++;
      for (const why of whys) note(this.#unshown, why, frame);
    } else note(this.#reasons, `tshark does not show ${[...whys].join(', ')}`, frame);
    return true;
  }
}

function isSame(ours: Claims, theirs: Claims): boolean {
  return ours.length === theirs.length && ours.every((claim, i) => claim === theirs[i]);
}

function note(reasons: Map<string, number[]>, reason: string, frame: number): void {
  reasons.set(reason, [...(reasons.get(reason) ?? []), frame]);
}

/**
 * We know a protocol by what it says, tshark often by its port alone. Where ours read it on a port
 * that is not its own, tshark is told to read that port as the protocol too.
 */
function readTold(file: string, oracle: Oracle, ours: Ours, rows: Map<number, Cells>): void {
  const { decodeAs = [] } = oracle;
  const usual = portsOf(oracle);
  const ports = new Map<number, number>();
  for (const [frame, port] of ours.ports.get(oracle)!) {
    const cells = rows.get(frame);
    const isRead = cells !== undefined && oracle.theirs(cells).length > 0;
    if (!isRead && !usual.has(port)) ports.set(frame, port);
  }
  const told = [...new Set(ports.values())].slice(0, PORTS_TOLD_MAX);
  const rules = told.flatMap((port) => {
    return decodeAs.flatMap(([table, protocol]) => ['-d', `${table}==${port},${protocol}`]);
  });
  if (rules.length === 0) return;
  const again = ask(file, oracle, rules);
  for (const frame of ports.keys()) {
    const cells = again?.get(frame);
    if (cells !== undefined) rows.set(frame, cells);
  }
}

/** Ports of the oracle's protocols and of what carries them. */
function portsOf(oracle: Oracle): ReadonlySet<number> {
  const named = new Set(oracle.protocols);
  const carriers = protocols.filter(({ name }) => named.has(name));
  const around = new Set([...named, ...carriers.flatMap(({ over }) => over.within ?? [])]);
  return new Set(
    protocols
      .filter(({ name }) => around.has(name))
      .flatMap(({ over }) => [...(over.tcp ?? []), ...(over.udp ?? [])]),
  );
}
