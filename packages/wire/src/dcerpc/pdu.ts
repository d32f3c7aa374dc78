import { unsigned32le, word16le } from '../bytes.ts';
import { guidText } from '../described/guid.ts';

/** Offsets in the header of connection-oriented DCE/RPC and behind it, C706 §12.6.3. */
export const PDU = {
  type: 2,
  flags: 3,
  order: 4,
  length: 8,
  authLength: 10,
  call: 12,
  bytes: 16,
  /** Of a bind: how many contexts are offered, and the first of them. */
  contextCount: 24,
  contexts: 28,
  /** Of a request. */
  context: 20,
  operation: 22,
  stub: 24,
  /** Of a fault, and of a refused bind. */
  status: 24,
  refusal: 16,
  /** Of an accepted bind: the length of an address, behind which the results stand. */
  address: 24,
} as const;

/** Types of PDUs, C706 §12.6.1 and MS-RPCE §2.2.2. */
export const TYPE = {
  request: 0,
  response: 2,
  fault: 3,
  bind: 11,
  bindAck: 12,
  bindNak: 13,
  alterContext: 14,
  alterContextAnswer: 15,
  auth3: 16,
  shutdown: 17,
  cancel: 18,
  orphaned: 19,
} as const;

export const FIRST_FRAGMENT = 0x01;
const VERSION = 5;
const MINOR_MAX = 1;
/** Numbers with the low byte first, which is what Windows sends; others are not read. */
const LITTLE_ENDIAN = 0x10;
const SYNTAX_BYTES = 20;
/** Contexts of one bind that are looked at; Windows offers up to ten. */
const CONTEXTS_MAX = 32;
const RESULT_BYTES = 24;

/** Whether a header starts here: of what is there, all has to fit. */
export function isHeader(bytes: Uint8Array, at: number, end: number): boolean {
  if (end > at && bytes[at] !== VERSION) return false;
  if (end > at + 1 && bytes[at + 1]! > MINOR_MAX) return false;
  if (end > at + PDU.type && !isType(bytes[at + PDU.type]!)) return false;
  if (end > at + PDU.order && bytes[at + PDU.order] !== LITTLE_ENDIAN) return false;
  if (end > at + PDU.order + 3 && (bytes[at + 6] !== 0 || bytes[at + 7] !== 0)) return false;
  if (end < at + PDU.call) return true;
  const length = pduLength(bytes, at);
  return length >= PDU.bytes && word16le(bytes, at + PDU.authLength) <= length - PDU.bytes;
}

function isType(type: number): boolean {
  return type === TYPE.request || type === TYPE.response || type === TYPE.fault
    ? true
    : type >= TYPE.bind && type <= TYPE.orphaned;
}

/** Length of the fragment. */
export function pduLength(bytes: Uint8Array, at: number): number {
  return word16le(bytes, at + PDU.length);
}

export function callOf(bytes: Uint8Array, at: number): number {
  return unsigned32le(bytes, at + PDU.call);
}

/** One context that a bind offers: its number and the interface that it is for. */
export interface Context {
  readonly id: number;
  readonly uuid: string;
}

/** The contexts of a bind, at most `CONTEXTS_MAX`. */
export function contextsOf(bytes: Uint8Array, at: number, end: number): Context[] {
  const out: Context[] = [];
  if (at + PDU.contexts > end) return out;
  const count = Math.min(bytes[at + PDU.contextCount]!, CONTEXTS_MAX);
  let next = at + PDU.contexts;
  while (out.length < count && next + 4 + SYNTAX_BYTES <= end) {
    out.push({ id: word16le(bytes, next), uuid: guidText(bytes, next + 4) });
    next += 4 + SYNTAX_BYTES + bytes[next + 2]! * SYNTAX_BYTES;
  }
  return out;
}

/** Results of an accepted bind, and why the first was refused: 0 accepts, 3 agrees on features. */
export function bindResults(
  bytes: Uint8Array,
  at: number,
  end: number,
): { readonly accepted: number; readonly refused: number; readonly reason: number } {
  let accepted = 0;
  let refused = 0;
  let reason = 0;
  if (at + PDU.address + 2 <= end) {
    const list = PDU.address + 2 + word16le(bytes, at + PDU.address);
    let next = at + ((list + 3) & ~3);
    const count = next < end ? Math.min(bytes[next]!, CONTEXTS_MAX) : 0;
    next += 4;
    for (let i = 0; i < count && next + 4 <= end; i++, next += RESULT_BYTES) {
      const result = word16le(bytes, next);
      if (result === 0) accepted++;
      else if (result !== 3 && refused++ === 0) reason = word16le(bytes, next + 2);
    }
  }
  return { accepted, refused, reason };
}
