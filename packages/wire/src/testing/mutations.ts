/** Numbers that lengths, counts and codes go wrong at. */
const EDGES = Uint8Array.of(0, 1, 2, 0x7f, 0x80, 0xfe, 0xff);
const CHANGES_MAX = 6;
const REPEATS_MAX = 64;
const REPEATED_BYTES_MAX = 256;
const PART_BYTES_MAX = 32;
/** Bytes of a message that are looked at for length fields, and fields known of one message. */
const LENGTH_WITHIN_BYTES = 64;
export const LENGTH_FIELDS_MAX = 6;
/** How far a length may be off the bytes that follow it: trailers, and fields that it counts. */
const LENGTH_SLACK_BYTES = 8;

/** Kinds of length field: bytes, and which end comes first. */
const FIELD_BYTES = [1, 2, 2, 4, 4] as const;
const FIELD_LITTLE = [false, false, true, false, true] as const;
/** Wide fields are looked for first: the low byte of one looks like a field of its own. */
const FIELD_KINDS = [3, 4, 1, 2, 0] as const;
const KIND_SHIFT = 8;
const FRAME_FIELD = 0x1000;

/** Chance that can be repeated: xorshift32. */
export class Chance {
  #state = 1;

  /** Begins the chances of this number, which have nothing to do with those of the next. */
  begin(seed: number, number: number): void {
    let x = Math.imul(number ^ Math.imul(seed, 0x9e3779b1), 0x85ebca6b);
    x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
    this.#state = x ^ (x >>> 16) || 1;
  }

  /** A whole number from 0 up to, not including, `below`. */
  below(below: number): number {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x;
    return below > 1 ? (x >>> 0) % below : 0;
  }
}

/** Length of the PDU at `at`, as a protocol's `frame` tells it. */
export type Framing = (bytes: Uint8Array, at: number, end: number) => number;

/**
 * Writes the fields of `bytes[at..end)` that look like lengths to `fields[to..)`: those that the
 * framing follows, then those that count what comes after them.
 */
export function noteLengthFields(
  bytes: Uint8Array,
  at: number,
  end: number,
  framing: Framing,
  fields: Int32Array,
  to: number,
): void {
  fields.fill(0, to, to + LENGTH_FIELDS_MAX);
  let found = 0;
  const known = framing(bytes, at, end) === end - at;
  for (let offset = 0; offset < Math.min(LENGTH_WITHIN_BYTES, end - at); offset++) {
    for (const kind of FIELD_KINDS) {
      const after = at + offset + FIELD_BYTES[kind];
      if (after > end) continue;
      const value = fieldAt(bytes, at + offset, kind);
      const framed = known && isFramed(bytes, at, end, at + offset, kind, framing);
      if (!framed && !countsRest(value, end - at, end - after)) continue;
      fields[to + found++] = (kind << KIND_SHIFT) | (offset + 1) | (framed ? FRAME_FIELD : 0);
      if (found === LENGTH_FIELDS_MAX) return;
      offset += FIELD_BYTES[kind] - 1;
      break;
    }
  }
}

function countsRest(value: number, whole: number, rest: number): boolean {
  if (value < 2) return false;
  return (
    (value <= rest && value >= rest - LENGTH_SLACK_BYTES) ||
    (value <= whole && value >= whole - LENGTH_SLACK_BYTES)
  );
}

function isFramed(
  bytes: Uint8Array,
  at: number,
  end: number,
  fieldAtByte: number,
  kind: number,
  framing: Framing,
): boolean {
  const value = fieldAt(bytes, fieldAtByte, kind);
  if (value < 2 || value > 0xffff) return false;
  setField(bytes, fieldAtByte, kind, value - 1);
  const told = framing(bytes, at, end);
  setField(bytes, fieldAtByte, kind, value);
  return told === end - at - 1;
}

function fieldAt(bytes: Uint8Array, at: number, kind: number): number {
  const length = FIELD_BYTES[kind]!;
  let value = 0;
  for (let i = 0; i < length; i++) {
    value = value * 256 + bytes[FIELD_LITTLE[kind]! ? at + length - 1 - i : at + i]!;
  }
  return value;
}

function setField(bytes: Uint8Array, at: number, kind: number, value: number): void {
  const length = FIELD_BYTES[kind]!;
  for (let i = 0; i < length; i++) {
    bytes[FIELD_LITTLE[kind]! ? at + i : at + length - 1 - i] = value & 0xff;
    value = Math.floor(value / 256);
  }
}

/** Changes messages where they lie, in the ways that break parsers. Allocates nothing. */
export class Mutator {
  readonly #bytes: Uint8Array;
  readonly #chance: Chance;
  #donorAt = 0;
  #donorEnd = 0;
  /** First byte whose place or presence changed. */
  #movedAt = 0;

  constructor(bytes: Uint8Array, chance: Chance) {
    this.#bytes = bytes;
    this.#chance = chance;
  }

  /**
   * Makes one to six changes to `bytes[at..end)`, which may grow up to `limit`; gives the new end.
   * `bytes[donorAt..donorEnd)` gives parts. Mostly the length fields `fields[field..)` follow.
   */
  change(
    at: number,
    end: number,
    limit: number,
    donorAt: number,
    donorEnd: number,
    fields: Int32Array,
    field: number,
  ): number {
    this.#donorAt = donorAt;
    this.#donorEnd = donorEnd;
    this.#movedAt = limit;
    const before = end;
    const most = this.#chance.below(2) === 0 ? 1 : CHANGES_MAX;
    for (let changes = 1 + this.#chance.below(most); changes > 0 && end > at; changes--) {
      end = this.#one(at, end, limit);
    }
    if (end !== before) this.#follow(at, end - before, fields, field);
    return end;
  }

  #follow(start: number, more: number, fields: Int32Array, first: number): void {
    for (let i = first; i < first + LENGTH_FIELDS_MAX; i++) {
      const known = fields[i]!;
      if (known === 0) return;
      const kind = (known >> KIND_SHIFT) & 0xf;
      const at = start + (known & 0xff) - 1;
      if (at + FIELD_BYTES[kind]! > this.#movedAt) return;
      // One in eight lies about the frame, every second about something within.
      const lies = this.#chance.below((known & FRAME_FIELD) === 0 ? 2 : 8) === 0;
      if (lies) continue;
      const value = fieldAt(this.#bytes, at, kind) + more;
      if (value >= 0) setField(this.#bytes, at, kind, value);
    }
  }

  #one(start: number, end: number, limit: number): number {
    const bytes = this.#bytes;
    const chance = this.#chance;
    const at = start + chance.below(end - start);
    const length = 1 + chance.below(Math.min(16, end - at));
    switch (chance.below(10)) {
      case 0:
        bytes[at]! ^= 1 << chance.below(8);
        return end;
      case 1:
        bytes[at] = EDGES[chance.below(EDGES.length)]!;
        return end;
      case 2:
        bytes[at] = chance.below(256);
        return end;
      case 3: {
        // A length or count of two or four bytes, in either order.
        const width = Math.min(chance.below(2) === 0 ? 2 : 4, end - at);
        for (let i = 0; i < width; i++) bytes[at + i] = EDGES[chance.below(EDGES.length)]!;
        return end;
      }
      case 4:
        if (chance.below(2) === 0) return end;
        this.#movedAt = Math.min(this.#movedAt, at);
        return at;
      case 5:
        return this.#replace(at, at + length, end, limit, 0, 0);
      case 6:
        return this.#repeat(at, length, end, limit);
      case 7: {
        const from = this.#donorAt + chance.below(this.#donorEnd - this.#donorAt);
        const part = Math.min(1 + chance.below(PART_BYTES_MAX), this.#donorEnd - from);
        return this.#replace(at, at + chance.below(2) * length, end, limit, from, from + part);
      }
      case 8: {
        // A part of another message in the place of as many bytes: lengths stay right.
        const from = this.#donorAt + chance.below(this.#donorEnd - this.#donorAt);
        const part = Math.min(length, this.#donorEnd - from);
        bytes.copyWithin(at, from, from + part);
        return end;
      }
      default:
        // Ends agree with each other where the value next to them is one more or less.
        bytes[at] = (bytes[at]! + (chance.below(2) === 0 ? 1 : 255)) & 0xff;
        return end;
    }
  }

  /** Puts `bytes[from..to)`, of elsewhere, in the place of `bytes[at..until)`; gives the end. */
  #replace(
    at: number,
    until: number,
    end: number,
    limit: number,
    from: number,
    to: number,
  ): number {
    const after = end + (to - from) - (until - at);
    if (after > limit) return end;
    if (after !== end) this.#movedAt = Math.min(this.#movedAt, at);
    this.#bytes.copyWithin(at + to - from, until, end);
    this.#bytes.copyWithin(at, from, to);
    return after;
  }

  #repeat(at: number, part: number, end: number, limit: number): number {
    const chance = this.#chance;
    const most = chance.below(3);
    const length = chance.below(8) === 0 ? Math.min(REPEATED_BYTES_MAX, end - at) : part;
    const times = 1 + chance.below(most === 0 ? 2 : most === 1 ? 8 : REPEATS_MAX);
    const after = end + times * length;
    if (after > limit) return end;
    this.#movedAt = Math.min(this.#movedAt, at);
    this.#bytes.copyWithin(at + times * length, at, end);
    for (let i = 1; i < times; i++) this.#bytes.copyWithin(at + i * length, at, at + length);
    return after;
  }
}
