import { unsigned32le } from '../bytes.ts';
import type { PduContext } from '../protocol.ts';
import { BODY_AT } from './message.ts';

/**
 * Bytes kept of the unfinished messages of one end. A message that is longer is read as far as it
 * was kept.
 */
const KEPT_BYTES_MAX = 60_000;
/** Request id and length in front of what is kept of a chunk. */
const RECORD_BYTES = 8;

/**
 * Bytes of the signature at the end of each chunk, by the algorithm that OPC 10000-7 gives to the
 * security policy: HMAC-SHA1 for the two of old, HMAC-SHA384 for curves of 384 bits, HMAC-SHA256
 * for the others.
 */
const SIGNATURE_BYTES: Readonly<Record<string, number>> = {
  Basic128Rsa15: 20,
  Basic256: 20,
  Basic256Sha256: 32,
  Aes128_Sha256_RsaOaep: 32,
  Aes256_Sha256_RsaPss: 32,
  ECC_nistP256: 32,
  ECC_brainpoolP256r1: 32,
  ECC_nistP384: 48,
  ECC_brainpoolP384r1: 48,
};

/** A message put together from its chunks. */
export interface Joined {
  readonly bytes: Uint8Array;
  /** Whether all chunks are there to their ends. */
  readonly whole: boolean;
}

/** Where the body of a chunk that can be read ends: before its signature, where it has one. */
export function unsignedEnd(policy: string, at: number, end: number): number {
  return Math.max(at + BODY_AT, end - (SIGNATURE_BYTES[policy] ?? 0));
}

/** Keeps a chunk that others follow: `bytes[at..end)` with its headers. */
export function keepChunk(context: PduContext, bytes: Uint8Array, at: number, end: number): void {
  const { flow, side } = context;
  const room = KEPT_BYTES_MAX - flow.sides[side].unitBytes - RECORD_BYTES;
  const length = Math.min(end - at, room);
  if (length <= BODY_AT) return context.skips.reason('opcua_chunk_beyond_limit');
  const record = new Uint8Array(RECORD_BYTES + length);
  record.set(bytes.subarray(at + 20, at + BODY_AT), 0);
  // The top bit says that the chunk is cut.
  new DataView(record.buffer).setUint32(4, length * 2 + (length < end - at ? 1 : 0), true);
  record.set(bytes.subarray(at, at + length), RECORD_BYTES);
  if (!context.keepUnit(record, 0, record.length)) {
    context.skips.reason('opcua_chunk_beyond_limit');
  }
}

/** Whether chunks of the sender are kept; each request has its own. */
export function hasChunks({ flow, side }: PduContext): boolean {
  return flow.sides[side].unit !== null;
}

/**
 * The chunks kept under a request id and the last one, `bytes[at..end)`, as one message; null where
 * none is kept. Those of other requests stay.
 */
export function joinChunks(
  context: PduContext,
  bytes: Uint8Array,
  at: number,
  end: number,
): Joined | null {
  const request = unsigned32le(bytes, at + 20);
  const kept = context.takeUnit();
  const parts: Uint8Array[] = [];
  let whole = true;
  let total = end - at - BODY_AT;
  for (let next = 0; next + RECORD_BYTES <= kept.length;) {
    const size = unsigned32le(kept, next + 4);
    const recordEnd = next + RECORD_BYTES + (size >>> 1);
    if (unsigned32le(kept, next) === request && whole) {
      const part = kept.subarray(next + RECORD_BYTES, recordEnd);
      parts.push(parts.length === 0 ? part : part.subarray(BODY_AT));
      total += parts.at(-1)!.length;
      if ((size & 1) !== 0) whole = false;
    } else if (unsigned32le(kept, next) !== request) {
      context.keepUnit(kept, next, recordEnd);
    }
    next = recordEnd;
  }
  if (parts.length === 0) return null;
  // What follows a chunk that was cut would stand in the wrong place.
  if (!whole) total -= end - at - BODY_AT;
  else parts.push(bytes.subarray(at + BODY_AT, end));
  const joined = new Uint8Array(total);
  let filled = 0;
  for (const part of parts) {
    joined.set(part, filled);
    filled += part.length;
  }
  return { bytes: joined, whole };
}
