/** Numbers that lengths, counts and codes go wrong at. */
const EDGES = [0, 1, 2, 0x7f, 0x80, 0xfe, 0xff] as const;
/** Bytes of one mutated message at most; a datagram cannot be longer. */
export const MESSAGE_BYTES_MAX = 4_096;
const REPEATS_MAX = 64;

/** Chance that can be repeated: xorshift32. */
export class Chance {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0 || 1;
  }

  /** A whole number from 0 up to, not including, `below`. */
  below(below: number): number {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x;
    return (x >>> 0) % Math.max(1, below);
  }

  of<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }
}

/** A message with one to six changes of the kinds that break parsers; `donor` gives parts. */
export function mutated(
  message: Uint8Array,
  donor: Uint8Array,
  chance: Chance,
): Uint8Array<ArrayBuffer> {
  let bytes = Uint8Array.from(message);
  for (let changes = 1 + chance.below(6); changes > 0; changes--) {
    bytes = change(bytes, donor, chance);
  }
  return bytes.length > MESSAGE_BYTES_MAX ? bytes.slice(0, MESSAGE_BYTES_MAX) : bytes;
}

function change(
  bytes: Uint8Array<ArrayBuffer>,
  donor: Uint8Array,
  chance: Chance,
): Uint8Array<ArrayBuffer> {
  const at = chance.below(bytes.length);
  const length = 1 + chance.below(Math.min(16, bytes.length - at));
  switch (chance.below(9)) {
    case 0:
      bytes[at]! ^= 1 << chance.below(8);
      return bytes;
    case 1:
      bytes[at] = chance.of(EDGES);
      return bytes;
    case 2:
      bytes[at] = chance.below(256);
      return bytes;
    case 3: {
      // A length or count of two or four bytes, in either order.
      const edge = [chance.of(EDGES), chance.of(EDGES), chance.of(EDGES), chance.of(EDGES)];
      bytes.set(edge.slice(0, Math.min(chance.of([2, 4]), bytes.length - at)), at);
      return bytes;
    }
    case 4:
      return bytes.slice(0, at);
    case 5:
      return joined(bytes.subarray(0, at), bytes.subarray(at + length));
    case 6: {
      const part = bytes.slice(at, at + length);
      const times = 1 + chance.below(chance.of([2, 8, REPEATS_MAX]));
      const parts = Array.from({ length: times }, () => part);
      return joined(bytes.subarray(0, at), ...parts, bytes.subarray(at));
    }
    case 7: {
      const from = chance.below(donor.length);
      const part = donor.subarray(from, from + 1 + chance.below(32));
      return joined(bytes.subarray(0, at), part, bytes.subarray(at + chance.below(2) * length));
    }
    default:
      // Ends agree with each other where the value next to them is one more or less.
      bytes[at] = (bytes[at]! + chance.of([1, 255])) & 0xff;
      return bytes;
  }
}

function joined(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
