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
  explained: number;
  unexplained: number;
}

/** The result of one capture under one oracle. */
export interface Compared extends Tally {
  readonly reasons: ReadonlyMap<string, number>;
  readonly open: readonly Disagreement[];
}

type ByFrame = Map<number, string[]>;

/** What our operations claim of each frame, for each oracle, from one reading of the file. */
export async function ourClaims(
  file: string,
  oracles: readonly Oracle[],
): Promise<ReadonlyMap<Oracle, ByFrame>> {
  const claims = new Map<Oracle, ByFrame>(oracles.map((oracle) => [oracle, new Map()]));
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
  });
  for await (const chunk of openCaptureFile(file).chunks) dissector.push(chunk);
  dissector.end();
  return claims;
}

function add(frames: ByFrame, frame: number, claims: Claims): void {
  const known = frames.get(frame);
  if (known === undefined) frames.set(frame, [...claims]);
  else known.push(...claims);
}

/** Compares the two readings of one file; null where tshark failed. */
export function compare(file: string, oracle: Oracle, ours: ByFrame): Compared | null {
  const rows = tsharkFields(file, oracle.filter, oracle.fields, oracle.options);
  if (rows === null) return null;
  let agree = 0;
  const disagreements: Disagreement[] = [];
  const reasons = new Map<string, number>();
  const frames = new Set([...ours.keys(), ...rows.keys()]);
  for (const frame of [...frames].toSorted((a, b) => a - b)) {
    const cells = rows.get(frame);
    const us = (ours.get(frame) ?? []).toSorted();
    const them = cells === undefined ? [] : oracle.theirs(cells).toSorted();
    if (us.length === 0 && them.length === 0) continue;
    if (us.join('\n') === them.join('\n')) {
      agree++;
      continue;
    }
    const reason = oracle.explain?.(us, them, cells) ?? null;
    if (reason === null) disagreements.push({ frame, ours: us, theirs: them });
    else reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  const open: Disagreement[] = [];
  for (const [one, reason] of explain(file, disagreements, portsOf(oracle))) {
    if (reason === null) open.push(one);
    else reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  const explained = [...reasons.values()].reduce((sum, count) => sum + count, 0);
  const unexplained = open.length;
  const messages = agree + explained + unexplained;
  return { messages, agree, explained, unexplained, reasons, open };
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
