import { unsigned32 } from '../bytes.ts';
import type { PduContext } from '../protocol.ts';
import { APDU, Message } from './message.ts';

/** Key and length in front of what is kept of a segment. */
const RECORD_BYTES = 8;
const parsed = new Message();

/** A message put together from its segments. */
export interface Joined {
  readonly bytes: Uint8Array;
  /** Whether no segment is missing. */
  readonly whole: boolean;
}

/** Keeps a segment that others follow: `bytes[at..end)` with all its headers. */
export function keepSegment(
  context: PduContext,
  key: number,
  bytes: Uint8Array,
  at: number,
  end: number,
): void {
  const record = new Uint8Array(RECORD_BYTES + end - at);
  const view = new DataView(record.buffer);
  view.setUint32(0, key >>> 0);
  view.setUint32(4, end - at);
  record.set(bytes.subarray(at, end), RECORD_BYTES);
  if (!context.keepUnit(record, 0, record.length)) {
    context.skips.reason('bacnet_segments_beyond_limit');
  }
}

/**
 * The segments kept under a key and the last one, `bytes[at..end)`, as one message without the
 * marks of segmentation (ASHRAE 135-2020 clause 5.2 and 20.1.2.4). Those under other keys stay.
 */
export function joinSegments(
  context: PduContext,
  key: number,
  bytes: Uint8Array,
  at: number,
  end: number,
): Joined {
  const kept = context.takeUnit();
  const parts = new Map<number, Uint8Array>();
  for (let next = 0; next + RECORD_BYTES <= kept.length;) {
    const recordEnd = next + RECORD_BYTES + unsigned32(kept, next + 4);
    if (unsigned32(kept, next) === key >>> 0) {
      parsed.read(kept, next + RECORD_BYTES, recordEnd);
      const part = kept.subarray(next + RECORD_BYTES, recordEnd);
      // One that is sent again is the same; one left over from an earlier transfer is not.
      parts.set(parsed.sequence, part);
    } else context.keepUnit(kept, next, recordEnd);
    next = recordEnd;
  }
  parsed.read(bytes, at, end);
  const last = parsed.sequence;
  parts.set(last, bytes.subarray(at, end));
  return joinParts(parts, last);
}

/** From number 0 as far as none is missing; the headers of the first come before all. */
function joinParts(parts: ReadonlyMap<number, Uint8Array>, last: number): Joined {
  const datas: Uint8Array[] = [];
  let sequence = 0;
  let first = true;
  for (let part = parts.get(0) ?? parts.get(last); part !== undefined; part = parts.get(sequence)) {
    parsed.read(part, 0, part.length);
    if (first) datas.push(withoutMarks(part));
    datas.push(part.subarray(parsed.dataAt));
    first = false;
    if (part === parts.get(last)) break;
    sequence = (parsed.sequence + 1) & 0xff;
  }
  const whole = parts.has(0) && (last === 0 || datas.length === last + 2);
  const joined = new Uint8Array(datas.reduce((sum, data) => sum + data.length, 0));
  let filled = 0;
  for (const data of datas) {
    joined.set(data, filled);
    filled += data.length;
  }
  return { bytes: joined, whole };
}

/** The headers of the segment that `parsed` has read, as those of a message in one piece. */
function withoutMarks(part: Uint8Array): Uint8Array {
  const { apduAt, type, dataAt } = parsed;
  const fixed = type === APDU.confirmed ? 3 : 2;
  const out = new Uint8Array(apduAt + fixed + 1);
  out.set(part.subarray(0, apduAt + fixed));
  out[apduAt]! &= ~0x0c;
  out[apduAt + fixed] = part[dataAt - 1]!;
  return out;
}
