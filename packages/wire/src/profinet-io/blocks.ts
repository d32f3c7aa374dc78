import { textOf, unsigned32, word16 } from '../bytes.ts';
import { RPC } from './rpc.ts';

/** Types of blocks, IEC 61158-6-10 coding of BlockType. */
export const BLOCK = {
  writeRequest: 0x0008,
  readRequest: 0x0009,
  identification0: 0x0020,
  identification1: 0x0021,
  arRequest: 0x0101,
  writeResponse: 0x8008,
  arResponse: 0x8101,
  arServer: 0x8106,
} as const;

/** Blocks that are looked through in one PDU. */
const BLOCKS_MAX = 256;
/** The block that a record's request or answer starts with; a record follows it. */
export const RECORD_BLOCK_BYTES = 64;

/** Where a block's content starts, behind type, length and version. */
const CONTENT = 6;

/** Where a block of this type starts among those of a PDU; -1 where there is none. */
export function findBlock(bytes: Uint8Array, at: number, end: number, wanted: number): number {
  let next = at + RPC.blocks;
  for (let i = 0; i < BLOCKS_MAX && next + CONTENT <= end; i++) {
    if (word16(bytes, next) === wanted) return next;
    next += 4 + word16(bytes, next + 2);
  }
  return -1;
}

/** What a record's request or answer is about; the fields of its header block at `block`. */
export interface RecordHeader {
  readonly slot: number;
  readonly subslot: number;
  readonly index: number;
  readonly length: number;
}

/** The header of a read or write; null where it is cut off. */
export function recordAt(bytes: Uint8Array, block: number, end: number): RecordHeader | null {
  if (block + 40 > end) return null;
  return {
    slot: word16(bytes, block + 28),
    subslot: word16(bytes, block + 30),
    index: word16(bytes, block + 34),
    length: unsigned32(bytes, block + 36),
  };
}

/**
 * Status of the record `ordinal`, from 0, in the answer to a write of several: a header block for
 * the whole, then one for each. 0 where all is well, -1 where there is no such record.
 */
export function statusOfWrite(bytes: Uint8Array, at: number, end: number, ordinal: number): number {
  const block = at + RPC.blocks + RECORD_BLOCK_BYTES * (ordinal + 1);
  const status = block + 44;
  const isThere = status + 4 <= end && word16(bytes, block) === BLOCK.writeResponse;
  return isThere ? unsigned32(bytes, status) : -1;
}

/** UUID of the application relation that the first block names; empty where it is cut off. */
export function relationOf(bytes: Uint8Array, at: number, end: number): string {
  const block = at + RPC.blocks;
  const uuid = block + 8;
  if (uuid + 16 > end) return '';
  const hex = [...bytes.subarray(uuid, uuid + 16)].map((b) => b.toString(16).padStart(2, '0'));
  return [hex.slice(0, 4), hex.slice(4, 6), hex.slice(6, 8), hex.slice(8, 10), hex.slice(10)]
    .map((part) => part.join(''))
    .join('-');
}

/** Command of a control or release block, behind the session key; 0 where it is cut off. */
export function controlCommand(bytes: Uint8Array, at: number, end: number): number {
  const command = at + RPC.blocks + 28;
  return command + 2 <= end ? word16(bytes, command) : 0;
}

/** Kind of relation, station name and MAC address of who connects. */
export interface Initiator {
  readonly type: number;
  readonly station: string;
  readonly mac: string;
}

/** What the block that asks for a connection tells of the controller; null where it is cut off. */
export function initiatorOf(bytes: Uint8Array, at: number, end: number): Initiator | null {
  const block = findBlock(bytes, at, end, BLOCK.arRequest);
  if (block < 0 || block + 58 > end) return null;
  const nameAt = block + 58;
  const nameEnd = Math.min(end, nameAt + word16(bytes, block + 56));
  return {
    type: word16(bytes, block + 6),
    station: textOf(bytes, nameAt, nameEnd),
    mac: macText(bytes, block + 26),
  };
}

/** `00:1c:06:0b:26:ed`. */
export function macText(bytes: Uint8Array, at: number): string {
  return [...bytes.subarray(at, at + 6)].map((b) => b.toString(16).padStart(2, '0')).join(':');
}

/** Identification and maintenance of a module, record 0xAFF0 (I&M0). */
export interface Identification {
  readonly vendor: number;
  readonly order: string;
  readonly serial: string;
  readonly hardware: string;
  readonly firmware: string;
}

/** The I&M0 block of an answer; null where there is none. */
export function identificationOf(
  bytes: Uint8Array,
  at: number,
  end: number,
): Identification | null {
  const block = findBlock(bytes, at, end, BLOCK.identification0);
  if (block < 0 || block + 50 > end) return null;
  const revision = bytes[block + 46]!;
  const prefix = revision >= 0x41 && revision <= 0x5a ? String.fromCharCode(revision) : '';
  return {
    vendor: word16(bytes, block + 6),
    order: textOf(bytes, block + 8, block + 28),
    serial: textOf(bytes, block + 28, block + 44),
    hardware: String(word16(bytes, block + 44)),
    firmware: `${prefix}${bytes.subarray(block + 47, block + 50).join('.')}`,
  };
}
