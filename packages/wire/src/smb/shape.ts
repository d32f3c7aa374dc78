import { unsigned32le } from '../bytes.ts';

/** Kinds of NetBIOS session packets, RFC 1002 §4.3.1; over port 445 only messages come. */
export const SESSION = {
  message: 0x00,
  request: 0x81,
  positive: 0x82,
  negative: 0x83,
  retarget: 0x84,
  keepAlive: 0x85,
} as const;
export const SESSION_HEADER_BYTES = 4;

/** First byte of a message, before `SMB`. */
export const DIALECT_FAMILY = {
  smb1: 0xff,
  smb2: 0xfe,
  encrypted: 0xfd,
  compressed: 0xfc,
} as const;

/** Where the fields of an SMB1 header are, MS-CIFS §2.2.3.1. */
export const SMB1 = {
  command: 4,
  status: 5,
  flags: 9,
  flags2: 10,
  tree: 24,
  process: 26,
  multiplex: 30,
  words: 32,
} as const;
export const SMB1_REPLY = 0x80;
export const SMB1_UNICODE = 0x8000;
export const SMB1_NT_STATUS = 0x4000;

/** Where the fields of an SMB2 header are, MS-SMB2 §2.2.1. */
export const SMB2 = {
  structureBytes: 4,
  status: 8,
  command: 12,
  flags: 16,
  next: 20,
  message: 24,
  tree: 36,
  body: 64,
} as const;
export const SMB2_REPLY = 1;
export const SMB2_ASYNC = 2;

/** Bulk data: of these messages only what is in front of it is read. */
const BULK_BYTES_MIN = 4_096;
/** Header, fixed part of the longest of them, and some. */
const BULK_READ_BYTES = 192;
/** Of other messages: names and log-ons are at their start. */
const READ_BYTES_MAX = 16_384;
/** Bytes of a message by which `readBytes` tells. */
export const KIND_BYTES = 34;
const SMB1_BULK = { write: 0x2f, read: 0x2e, alone: 0xff } as const;
const SMB2_BULK = { write: 9, read: 8 } as const;

/**
 * How many bytes are read of a message of `length` bytes whose first `KIND_BYTES` are at `at`: of
 * file data, written or read, none.
 */
export function readBytes(bytes: Uint8Array, at: number, length: number): number {
  return Math.min(length, isBulk(bytes, at, length) ? BULK_READ_BYTES : READ_BYTES_MAX);
}

function isBulk(bytes: Uint8Array, at: number, length: number): boolean {
  if (length < BULK_BYTES_MIN) return false;
  if (bytes[at] === DIALECT_FAMILY.smb2) {
    const answers = (bytes[at + SMB2.flags]! & SMB2_REPLY) !== 0;
    const command = bytes[at + SMB2.command]!;
    const alone = unsigned32le(bytes, at + SMB2.next) === 0;
    return alone && command === (answers ? SMB2_BULK.read : SMB2_BULK.write);
  }
  if (bytes[at] !== DIALECT_FAMILY.smb1) return false;
  const answers = (bytes[at + SMB1.flags]! & SMB1_REPLY) !== 0;
  // Words start with the command that follows in the same message, if one does.
  const alone = bytes[at + SMB1.words + 1] === SMB1_BULK.alone;
  return alone && bytes[at + SMB1.command] === (answers ? SMB1_BULK.read : SMB1_BULK.write);
}

/** Length after the header of a session packet: 24 bits where port 445 is used. */
export function sessionBytes(bytes: Uint8Array, at: number): number {
  return (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
}

/** One of `DIALECT_FAMILY` where a message starts at `at`, else 0. */
export function familyAt(bytes: Uint8Array, at: number, end: number): number {
  if (end - at < 4) return 0;
  const isNamed = bytes[at + 1] === 0x53 && bytes[at + 2] === 0x4d && bytes[at + 3] === 0x42;
  const family = bytes[at]!;
  return isNamed && family >= DIALECT_FAMILY.compressed ? family : 0;
}

/**
 * Number of a file handle of SMB2, in 52 bits: the volatile half, which servers count up or draw by
 * chance (MS-SMB2 §2.2.14.1). All ones, which is -1 here, stand for the file of the request before
 * in the same chain.
 */
export function fileHandle(bytes: Uint8Array, at: number): number {
  const low = unsigned32le(bytes, at + 8);
  const high = unsigned32le(bytes, at + 12);
  if (low === 0xffffffff && high === 0xffffffff) return -1;
  return (high & 0xfffff) * 0x100000000 + low;
}
