import { textOf, word16 } from '../bytes.ts';
import { HEADER_BYTES, TYPE, typeOf } from './frame.ts';

/** Stations read of one configuration. */
const STATIONS_MAX = 256;
const TIME_BASE_BYTES = 4;
const CONTINUATION_BYTES = 2;
const NAME_BYTES = 16;
const DIGITAL_LABELS = 16;

/** Measuring units that a configuration frame counts; 0 where it is cut. */
export function stationCount(bytes: Uint8Array, at: number, end: number): number {
  const countAt = stationsAt(bytes, at) - 2;
  return countAt + 2 <= end ? word16(bytes, countAt) : 0;
}

function stationsAt(bytes: Uint8Array, at: number): number {
  const continuation = typeOf(bytes, at) === TYPE.configuration3 ? CONTINUATION_BYTES : 0;
  return at + HEADER_BYTES + continuation + TIME_BASE_BYTES + 2;
}

/**
 * Names of the stations, §6.4 Table 8; of a configuration 3, whose parts vary in length, the first.
 */
export function stationNames(bytes: Uint8Array, at: number, end: number): string[] {
  const out: string[] = [];
  const count = Math.min(stationCount(bytes, at, end), STATIONS_MAX);
  let next = stationsAt(bytes, at);
  if (typeOf(bytes, at) === TYPE.configuration3) {
    if (count > 0 && next < end && next + 1 + bytes[next]! <= end) {
      out.push(textOf(bytes, next + 1, next + 1 + bytes[next]!).trim());
    }
    return out;
  }
  for (let i = 0; i < count && next + NAME_BYTES + 10 <= end; i++) {
    out.push(textOf(bytes, next, next + NAME_BYTES).trim());
    const phasors = word16(bytes, next + NAME_BYTES + 4);
    const analogs = word16(bytes, next + NAME_BYTES + 6);
    const digitals = word16(bytes, next + NAME_BYTES + 8);
    const names = phasors + analogs + DIGITAL_LABELS * digitals;
    next += NAME_BYTES + 10 + names * NAME_BYTES + 4 * (phasors + analogs + digitals) + 4;
  }
  return out;
}
