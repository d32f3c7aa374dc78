import { openCaptureFile } from '@bulkhead/connect';
import { CaptureDissector, protocols } from '@bulkhead/wire';
import type { Claims, Oracle } from '../oracles/oracle.ts';
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

/** The result of one capture under one oracle. */
export interface Compared extends Tally {
  /** Frames under the reason why the two differ on them. */
  readonly reasons: ReadonlyMap<string, readonly number[]>;
  readonly open: readonly Disagreement[];
}

type ByFrame = ReadonlyMap<number, readonly string[]>;

/** Our reading of one file. */
export interface Ours {
  readonly claims: ReadonlyMap<Oracle, ByFrame>;
  /** The frames that a frame only says once more. */
  readonly repeats: ReadonlyMap<number, ReadonlySet<number>>;
}

/** What our operations claim of each frame, for each oracle, from one reading of the file. */
export async function ourClaims(file: string, oracles: readonly Oracle[]): Promise<Ours> {
  const claims = new Map(oracles.map((oracle) => [oracle, new Map<number, string[]>()]));
  const repeats = new Map<number, Set<number>>();
  const dissector = new CaptureDissector({
    onOperation: (operation) => {
      const { protocol } = operation;
      for (const oracle of oracles) {
        if (!oracle.protocols.includes(protocol)) continue;
        const said = oracle.ours(operation);
        const { request, response } = operation.frames;
        if (request !== null) add(claims.get(oracle)!, request, said.request);
        if (response !== null) add(claims.get(oracle)!, response, said.response);
      }
    },
    onRepeat: (frame, of) => {
      const known = repeats.get(frame) ?? new Set();
      for (const first of repeats.get(of) ?? [of]) known.add(first);
      repeats.set(frame, known);
    },
  });
  for await (const chunk of openCaptureFile(file).chunks) dissector.push(chunk);
  dissector.end();
  return { claims, repeats };
}

function add(frames: Map<number, string[]>, frame: number, claims: Claims): void {
  const known = frames.get(frame);
  if (known === undefined) frames.set(frame, [...claims]);
  else known.push(...claims);
}

/** Compares the two readings of one file; null where tshark failed. */
export function compare(file: string, oracle: Oracle, { claims, repeats }: Ours): Compared | null {
  const ours = claims.get(oracle)!;
  const rows = tsharkFields(file, oracle.filter, oracle.fields, oracle.options);
  if (rows === null) return null;
  let agree = 0;
  let repeated = 0;
  const disagreements: Disagreement[] = [];
  const reasons = new Map<string, number[]>();
  const differs = (reason: string, frame: number): void => {
    reasons.set(reason, [...(reasons.get(reason) ?? []), frame]);
  };
  const seen = new Set([...ours.keys(), ...rows.keys()]);
  for (const frame of [...seen].toSorted((a, b) => a - b)) {
    const cells = rows.get(frame);
    const own = (ours.get(frame) ?? []).toSorted();
    const them = cells === undefined ? [] : oracle.theirs(cells).toSorted();
    if (own.length === 0 && them.length === 0) continue;
    const again = them.length === 0 ? [] : [...(repeats.get(frame) ?? [])];
    const us = [...own, ...again.flatMap((of) => ours.get(of) ?? [])].toSorted();
    const isEqual = [own, us].some((claimed) => claimed.join('\n') === them.join('\n'));
    if (isEqual) {
      agree++;
      if (us.length > own.length) repeated++;
      continue;
    }
    const reason = oracle.explain?.(us, them, cells) ?? null;
    if (reason === null) disagreements.push({ frame, ours: us, theirs: them });
    else differs(reason, frame);
  }
  const open: Disagreement[] = [];
  for (const [one, reason] of explain(file, disagreements, portsOf(oracle))) {
    if (reason === null) open.push(one);
    else differs(reason, one.frame);
  }
  const explained = [...reasons.values()].reduce((sum, frames) => sum + frames.length, 0);
  const unexplained = open.length;
  const messages = agree + explained + unexplained;
  return { messages, agree, repeated, explained, unexplained, reasons, open };
}

/** Ports of the oracle's protocols and of what carries them. */
function portsOf(oracle: Oracle): number[] {
  const named = new Set(oracle.protocols);
  const carriers = protocols.filter(({ name }) => named.has(name));
  const around = new Set([...named, ...carriers.flatMap(({ over }) => over.within ?? [])]);
  return protocols
    .filter(({ name }) => around.has(name))
    .flatMap(({ over }) => [...(over.tcp ?? []), ...(over.udp ?? [])]);
}
