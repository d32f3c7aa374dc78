import type { Operation } from '@bulkhead/model';
import { textOf } from '../bytes.ts';
import { type Exchange, OUTCOME, VERB } from '../flow/flow.ts';
import { type PduContext, RECOGNISED } from '../protocol.ts';

const START = Uint8Array.from('SSH-', (c) => c.charCodeAt(0));
const CHAR = { dot: 0x2e, zero: 0x30, nine: 0x39 } as const;
const KEY = 1;

/** `SSH-2.0-` and its elders: the magic, a digit, a dot. */
export function isIdentification(bytes: Uint8Array, at: number, end: number): number {
  const available = Math.min(end - at, START.length);
  for (let i = 0; i < available; i++) if (bytes[at + i] !== START[i]) return RECOGNISED.no;
  if (end - at < START.length + 2) return RECOGNISED.moreBytes;
  const major = bytes[at + 4]!;
  const fits = major >= CHAR.zero && major <= CHAR.nine && bytes[at + 5] === CHAR.dot;
  return fits ? RECOGNISED.yes : RECOGNISED.no;
}

/**
 * Both ends identify themselves, either one first: the first waits, whoever sends it, and the
 * second answers.
 */
export function takeIdentification(
  context: PduContext,
  bytes: Uint8Array,
  at: number,
  end: number,
): void {
  const { exchanges, flow, side } = context;
  if (isIdentification(bytes, at, end) !== RECOGNISED.yes) {
    // An end may go on before the other one has identified itself.
    if (exchanges.find(flow, side, KEY) === null) context.ignoreRest();
    return;
  }
  context.sighting('software', softwareOf(bytes, at, end));
  const first = exchanges.asked(KEY);
  if (first === null) {
    exchanges.request(KEY, VERB.connect, bytes, at, end);
    return;
  }
  exchanges.answer(first, bytes, at, end, OUTCOME.ok);
  context.ignoreRest();
}

/** Software and comments of `SSH-protoversion-softwareversion SP comments`, RFC 4253 §4.2. */
function softwareOf(bytes: Uint8Array, at: number, end: number): string {
  return /^SSH-[^-]*-(.*)$/.exec(textOf(bytes, at, end))?.[1] ?? '';
}

/** What each end is, and the versions of the protocol that they speak. */
export function itemsOf(exchange: Exchange): NonNullable<Operation['items']> {
  const { request, requestBytes, response, responseAt, responseEnd, side, flow } = exchange;
  const clientFirst = side === flow.clientSide;
  const first = textOf(request, 0, requestBytes);
  const second = textOf(response, responseAt, responseEnd);
  return [
    identified('client', clientFirst ? first : second),
    identified('server', clientFirst ? second : first),
  ].flatMap((item) => (item === null ? [] : [item]));
}

function identified(
  object: string,
  line: string,
): { object: string; count: number; values: string[] } | null {
  const [, version, software] = /^SSH-([^-]*)-(.*)$/.exec(line) ?? [];
  if (version === undefined || software === undefined) return null;
  return { object, count: 1, values: [version, software] };
}
