import { OPERATION_VALUES_MAX, type OperationValue } from '@bulkhead/model';
import { timeText } from '../flow/time-text.ts';
import {
  berBits,
  berInteger,
  berObjectIdentifier,
  berText,
  berUnsigned,
  hexText,
  mmsFloat,
  Tlv,
} from '../osi/ber.ts';

/** Levels of arrays and structures that are opened; MMS devices agree on 10 at most. */
const DATA_DEPTH_MAX = 16;
/** Seconds from 1970 to 1984, where the days of a TimeOfDay start (ISO 9506-2 §7.4). */
const SECONDS_TO_1984 = 441_763_200;
const SECONDS_PER_DAY = 86_400;

/**
 * Puts the values of Data (ISO 9506-2 §14.4.2) at `bytes[at..end)` behind `out`, those of arrays
 * and structures one after another; false where a level was too deep to be opened.
 */
export function flattenData(
  bytes: Uint8Array,
  at: number,
  end: number,
  out: OperationValue[],
  depth = 0,
): boolean {
  const one = new Tlv();
  let opened = true;
  for (; one.take(bytes, at, end) && out.length < OPERATION_VALUES_MAX; at = one.next) {
    const constructed = one.lead === 0xa1 || one.lead === 0xa2;
    if (!constructed) out.push(dataValue(bytes, one));
    else if (depth >= DATA_DEPTH_MAX) opened = false;
    else if (!flattenData(bytes, one.at, one.end, out, depth + 1)) opened = false;
  }
  return opened;
}

const level = new Tlv();

/** Whether the first of each level goes deeper than is opened. */
export function isTooDeep(bytes: Uint8Array, at: number, end: number): boolean {
  let depth = 0;
  while (level.take(bytes, at, end) && (level.lead === 0xa1 || level.lead === 0xa2)) {
    if (++depth > DATA_DEPTH_MAX) return true;
    at = level.at;
    end = level.end;
  }
  return false;
}

/** One simple value, by its tag. */
function dataValue(bytes: Uint8Array, { number, at, end }: Tlv): OperationValue {
  switch (number) {
    case 3:
      return at < end && bytes[at] !== 0;
    case 4:
    case 14:
      return berBits(bytes, at, end);
    case 5:
      return safe(berInteger(bytes, at, end));
    case 6:
      return safe(berUnsigned(bytes, at, end));
    case 7:
      return mmsFloat(bytes, at, end);
    case 10:
    case 11:
    case 16:
      return berText(bytes, at, end);
    case 12:
      return timeOfDay(bytes, at, end);
    case 13:
      return safe(berUnsigned(bytes, at, end));
    case 15:
      return berObjectIdentifier(bytes, at, end);
    case 17:
      return utcTime(bytes, at, end);
    default:
      return hexText(bytes, at, end);
  }
}

/** Whole numbers that a double cannot hold are text. */
function safe(value: number): OperationValue {
  return Number.isSafeInteger(value) ? value : String(BigInt(value));
}

/** Seconds since 1970 and a binary fraction of 24 bits, IEC 61850-8-1 §8.1.3.6. */
export function utcTime(bytes: Uint8Array, at: number, end: number): string {
  if (end - at < 7) return hexText(bytes, at, end);
  const fraction = berUnsigned(bytes, at + 4, at + 7) / 0x1000000;
  return timeText(berUnsigned(bytes, at, at + 4), Math.floor(fraction * 1e9), 6);
}

/** Milliseconds since midnight, and days since 1984 where there are six octets. */
function timeOfDay(bytes: Uint8Array, at: number, end: number): string {
  if (end - at < 4) return hexText(bytes, at, end);
  const milliseconds = berUnsigned(bytes, at, at + 4);
  const days = end - at >= 6 ? berUnsigned(bytes, at + 4, at + 6) : 0;
  const seconds = SECONDS_TO_1984 + days * SECONDS_PER_DAY + Math.floor(milliseconds / 1000);
  const text = timeText(seconds, (milliseconds % 1000) * 1e6, 3);
  return end - at >= 6 ? text : text.slice(text.indexOf('T'));
}

/** One AccessResult or one item of a write response: a failure, or what was read. */
export interface AccessResult {
  /** Its tag. */
  readonly lead: number;
  /** Where its tag stands, and where it ends. */
  readonly at: number;
  readonly end: number;
  /** DataAccessError; -1 where it went well. */
  readonly failure: number;
  readonly values: readonly OperationValue[];
}

/** The access results at `bytes[at..end)`, at most `max`, with values where `values` asks. */
export function accessResults(
  bytes: Uint8Array,
  at: number,
  end: number,
  max: number,
): AccessResult[] {
  const one = new Tlv();
  const out: AccessResult[] = [];
  for (; out.length < max && one.take(bytes, at, end); at = one.next) {
    const { lead, next: last } = one;
    if (lead === 0x80) {
      const failure = berUnsigned(bytes, one.at, Math.min(one.end, one.at + 4));
      out.push({ lead, at, end: last, failure, values: [] });
      continue;
    }
    const values: OperationValue[] = [];
    flattenData(bytes, at, last, values);
    out.push({ lead, at, end: last, failure: -1, values });
  }
  return out;
}
