import { unsigned32, unsigned32le, word16, word16le } from '../bytes.ts';

/** Offsets in the header of connectionless DCE/RPC, C706 §12.5.1. */
export const RPC = {
  type: 1,
  flags: 2,
  order: 4,
  object: 8,
  interface: 24,
  activity: 40,
  sequence: 64,
  operation: 68,
  length: 74,
  fragment: 76,
  /** The body: in a request the arguments' sizes, in an answer the status first. */
  body: 80,
  /** The first block of PROFINET behind the sizes of its array. */
  blocks: 100,
} as const;

export const RPC_TYPE = {
  request: 0,
  ping: 1,
  response: 2,
  fault: 3,
  working: 4,
  noCall: 5,
  reject: 6,
} as const;
/** What is counted of types that only keep a call going. */
export const RPC_SKIPS: readonly string[] = [
  '',
  'profinet_io_ping',
  '',
  '',
  'profinet_io_working',
  'profinet_io_no_call',
  '',
  'profinet_io_acknowledgement',
  'profinet_io_cancel',
  'profinet_io_acknowledgement',
  'profinet_io_cancel',
];

const VERSION = 4;
const TYPE_MAX = 10;
const LITTLE_ENDIAN = 0x10;
const LAST_FRAGMENT = 0x02;
/** This is a fragment of a call. */
export const FRAGMENT = 0x04;
const MAYBE = 0x10;
/** Last eight bytes of the interfaces of PROFINET IO and of the endpoint mapper. */
const PNIO_NODE = [0x82, 0x71, 0x00, 0xa0, 0x24, 0x42, 0xdf, 0x7d];
const MAPPER_NODE = [0x91, 0xa4, 0x08, 0x00, 0x2b, 0x14, 0xa0, 0xfa];
const PNIO_FIRST = 0xdea00001;
const MAPPER_FIRST = 0xe1af8308;

/** Whether numbers of the header and the status have the low byte first. */
export function isLittle(bytes: Uint8Array, at: number): boolean {
  return (bytes[at + RPC.order]! & 0xf0) === LITTLE_ENDIAN;
}

export function rpcWord(bytes: Uint8Array, at: number, offset: number): number {
  return isLittle(bytes, at) ? word16le(bytes, at + offset) : word16(bytes, at + offset);
}

export function rpcLong(bytes: Uint8Array, at: number, offset: number): number {
  return isLittle(bytes, at) ? unsigned32le(bytes, at + offset) : unsigned32(bytes, at + offset);
}

/** Whether `bytes[at..end)` is a call of the endpoint mapper, by which devices are found. */
export function isMapper(bytes: Uint8Array, at: number): boolean {
  return hasNode(bytes, at, MAPPER_NODE) && rpcLong(bytes, at, RPC.interface) === MAPPER_FIRST;
}

/** Whether the datagram is a call of an interface of PROFINET IO, or of the mapper. */
export function isProfinetRpc(
  bytes: Uint8Array,
  at: number,
  end: number,
  onPort: boolean,
): boolean {
  if (end - at < RPC.body || bytes[at] !== VERSION || bytes[at + RPC.type]! > TYPE_MAX)
    return false;
  const order = bytes[at + RPC.order]!;
  if (order !== 0 && order !== LITTLE_ENDIAN) return false;
  const first = rpcLong(bytes, at, RPC.interface);
  const pnio = first >= PNIO_FIRST && first < PNIO_FIRST + 4 && hasNode(bytes, at, PNIO_NODE);
  return pnio || (onPort && isMapper(bytes, at));
}

function hasNode(bytes: Uint8Array, at: number, node: readonly number[]): boolean {
  for (let i = 0; i < 8; i++) if (bytes[at + RPC.interface + 8 + i] !== node[i]) return false;
  return true;
}

/** Whether this is a part of a call; only the first part holds a block header. */
export function isFragment(bytes: Uint8Array, at: number): boolean {
  return (bytes[at + RPC.flags]! & FRAGMENT) !== 0;
}

export function isLastFragment(bytes: Uint8Array, at: number): boolean {
  return (bytes[at + RPC.flags]! & LAST_FRAGMENT) !== 0;
}

/** Whether the caller wants no answer. */
export function wantsNoAnswer(bytes: Uint8Array, at: number): boolean {
  return (bytes[at + RPC.flags]! & MAYBE) !== 0;
}

/** What pairs a call with its answer: activity, whatever the order of its bytes, and sequence. */
export function callKey(bytes: Uint8Array, at: number): number {
  let hash = rpcLong(bytes, at, RPC.activity) | 0;
  hash = Math.imul(hash ^ rpcWord(bytes, at, RPC.activity + 4), 0x01000193);
  hash = Math.imul(hash ^ rpcWord(bytes, at, RPC.activity + 6), 0x01000193);
  for (let i = 8; i < 16; i++) hash = Math.imul(hash ^ bytes[at + RPC.activity + i]!, 0x01000193);
  return Math.imul(hash ^ rpcLong(bytes, at, RPC.sequence), 0x01000193) | 0;
}
