const OPTION = { end: 0, resolution: 9, offset: 14 } as const;
const OPTIONS_MAX = 256;
const TWO_32 = 4_294_967_296;
const NANOSECONDS_IN_A_SECOND = 1_000_000_000;

/** Units of the time stamps of one interface. */
export interface Resolution {
  /** Units in a second; a power of ten or of two. */
  readonly units: number;
  /** Nanoseconds in one unit where that is whole and `units` at most 10^9; otherwise 0. */
  readonly nanosecondsPerUnit: number;
  readonly offsetSeconds: number;
  readonly digits: 6 | 9;
  /** Whole seconds of the last `splitTime`. */
  seconds: number;
}

function resolution(units: number, offsetSeconds: number): Resolution {
  const nanoseconds = NANOSECONDS_IN_A_SECOND / units;
  return {
    units,
    nanosecondsPerUnit: Number.isInteger(nanoseconds) ? nanoseconds : 0,
    offsetSeconds,
    digits: units > 1_000_000 ? 9 : 6,
    seconds: 0,
  };
}

/** Options `if_tsresol` and `if_tsoffset` of draft-ietf-opsawg-pcapng §4.2; microseconds else. */
export function readResolution(
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  little: boolean,
): Resolution {
  let units = 1_000_000;
  let offsetSeconds = 0;
  for (let i = 0; i < OPTIONS_MAX && at + 4 <= end; i++) {
    const code = view.getUint16(at, little);
    const length = view.getUint16(at + 2, little);
    if (code === OPTION.end || at + 4 + length > end) break;
    if (code === OPTION.resolution && length === 1) {
      const value = bytes[at + 4]!;
      // The top bit chooses the base: 2 or 10.
      units = value >= 0x80 ? 2 ** (value & 0x7f) : 10 ** value;
    } else if (code === OPTION.offset && length === 8) {
      offsetSeconds = Number(view.getBigInt64(at + 4, little));
    }
    at += 4 + ((length + 3) & ~3);
  }
  return resolution(units, offsetSeconds);
}

/** Nanoseconds within the second of a 64-bit time stamp; its seconds are left in `seconds`. */
export function splitTime(resolution: Resolution, high: number, low: number): number {
  const { units } = resolution;
  if (resolution.nanosecondsPerUnit === 0) return splitExactly(resolution, high, low);
  // Long division in steps that stay below 2^53.
  const upper = Math.floor(high / units);
  const middle = (high % units) * 65_536 + (low >>> 16);
  const lower = (middle % units) * 65_536 + (low & 0xffff);
  const whole = upper * TWO_32 + Math.floor(middle / units) * 65_536 + Math.floor(lower / units);
  resolution.seconds = whole + resolution.offsetSeconds;
  return (lower % units) * resolution.nanosecondsPerUnit;
}

/** For powers of two and for units finer than a nanosecond. */
function splitExactly(resolution: Resolution, high: number, low: number): number {
  const stamp = (BigInt(high) << 32n) | BigInt(low);
  const units = BigInt(resolution.units);
  resolution.seconds = Number(stamp / units) + resolution.offsetSeconds;
  return Number(((stamp % units) * 1_000_000_000n) / units);
}
