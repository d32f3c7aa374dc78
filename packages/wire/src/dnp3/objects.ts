/** What one point of an object holds, beside flags and time. */
export const KIND = {
  none: 0,
  /** One bit or two for each point, packed. */
  bit: 1,
  doubleBit: 2,
  /** One bit or two at the top of the flags. */
  state: 3,
  doubleState: 4,
  unsigned16: 5,
  unsigned32: 6,
  signed16: 7,
  signed32: 8,
  float: 9,
  double: 10,
  control: 11,
  /** A value, and behind it the status of a control. */
  block16: 12,
  block32: 13,
  blockFloat: 14,
  blockDouble: 15,
  time: 16,
  timeAndInterval: 17,
  indexedTime: 18,
  unsigned8: 19,
  text: 20,
  attribute: 21,
  commandState: 22,
} as const;

const VALUE_BYTES = [0, 0, 0, 0, 0, 2, 4, 2, 4, 4, 8, 11, 3, 5, 5, 9, 6, 10, 11, 1, 0, 0, 1];

/** How a variation is laid out: flags first, then the value, then the time. */
export interface Shape {
  readonly kind: number;
  readonly hasFlags: boolean;
  /** 0, 2 (relative, in ms) or 6 (since 1970, in ms). */
  readonly timeBytes: number;
  /** Of one point; 0 for packed points. */
  readonly bytes: number;
}

function shape(kind: number, hasFlags = false, timeBytes = 0): Shape {
  const bytes = (hasFlags ? 1 : 0) + VALUE_BYTES[kind]! + timeBytes;
  return { kind, hasFlags, timeBytes, bytes };
}

/** Security objects: their size is known, what they hold is not shown. */
function opaque(bytes: number): Shape {
  return { kind: KIND.none, hasFlags: false, timeBytes: 0, bytes };
}

const K = KIND;
const NONE = shape(K.none);
const CONTROL = shape(K.control);
const BINARY = [shape(K.bit), shape(K.state, true)];
const BINARY_EVENTS = [shape(K.state, true), shape(K.state, true, 6), shape(K.state, true, 2)];
const DOUBLE_EVENTS = [
  shape(K.doubleState, true),
  shape(K.doubleState, true, 6),
  shape(K.doubleState, true, 2),
];
const [COUNTER32, COUNTER16] = [shape(K.unsigned32, true), shape(K.unsigned16, true)];
const [BARE32, BARE16] = [shape(K.unsigned32), shape(K.unsigned16)];
const [TIMED32, TIMED16] = [shape(K.unsigned32, true, 6), shape(K.unsigned16, true, 6)];
const FOUR_COUNTERS = [COUNTER32, COUNTER16, COUNTER32, COUNTER16];
const COUNTERS = [...FOUR_COUNTERS, BARE32, BARE16, BARE32, BARE16];
const FROZEN_COUNTERS = [
  ...FOUR_COUNTERS,
  TIMED32,
  TIMED16,
  TIMED32,
  TIMED16,
  BARE32,
  BARE16,
  BARE32,
  BARE16,
];
const COUNTER_EVENTS = [...FOUR_COUNTERS, TIMED32, TIMED16, TIMED32, TIMED16];
const [ANALOG32, ANALOG16] = [shape(K.signed32, true), shape(K.signed16, true)];
const [FLOAT, DOUBLE] = [shape(K.float, true), shape(K.double, true)];
const ANALOG_TIMED = [shape(K.signed32, true, 6), shape(K.signed16, true, 6)];
const ANALOG_EVENTS = [
  ANALOG32,
  ANALOG16,
  ...ANALOG_TIMED,
  FLOAT,
  DOUBLE,
  shape(K.float, true, 6),
  shape(K.double, true, 6),
];

/** Variations from 1 on of each group; sizes of IEEE 1815 Annex A. */
const GROUPS: Readonly<Record<number, readonly Shape[]>> = {
  1: BINARY,
  2: BINARY_EVENTS,
  3: [shape(K.doubleBit), shape(K.doubleState, true)],
  4: DOUBLE_EVENTS,
  10: BINARY,
  11: BINARY_EVENTS.slice(0, 2),
  12: [CONTROL, CONTROL, shape(K.bit)],
  13: [shape(K.commandState), shape(K.commandState, false, 6)],
  20: COUNTERS,
  21: FROZEN_COUNTERS,
  22: COUNTER_EVENTS,
  23: COUNTER_EVENTS,
  30: [ANALOG32, ANALOG16, shape(K.signed32), shape(K.signed16), FLOAT, DOUBLE],
  31: [ANALOG32, ANALOG16, ...ANALOG_TIMED, shape(K.signed32), shape(K.signed16), FLOAT, DOUBLE],
  32: ANALOG_EVENTS,
  33: ANALOG_EVENTS,
  34: [shape(K.unsigned16), shape(K.unsigned32), shape(K.float)],
  40: [ANALOG32, ANALOG16, FLOAT, DOUBLE],
  41: [shape(K.block32), shape(K.block16), shape(K.blockFloat), shape(K.blockDouble)],
  42: ANALOG_EVENTS,
  43: ANALOG_EVENTS,
  50: [shape(K.time), shape(K.timeAndInterval), shape(K.time), shape(K.indexedTime)],
  51: [shape(K.time), shape(K.time)],
  52: [shape(K.unsigned16), shape(K.unsigned16)],
  60: [NONE, NONE, NONE, NONE],
  80: [shape(K.bit)],
  101: [shape(K.unsigned16), shape(K.unsigned32)],
  102: [shape(K.unsigned8)],
  120: [opaque(0), opaque(0), opaque(6), opaque(2)],
  121: [opaque(7)],
  122: [opaque(7), opaque(13)],
};

const ATTRIBUTE = shape(K.attribute);
/** Groups whose objects are texts as long as their variation, IEEE 1815 Annex A.39 to A.42. */
const TEXTS = Array.from({ length: 256 }, (_, bytes) => ({ ...shape(K.text), bytes }));

const SHAPES = Array.from({ length: 256 }, (_, group) => GROUPS[group]);

/** How a point of this object is laid out; undefined where only a size before it would tell. */
export function shapeOf(group: number, variation: number): Shape | undefined {
  if (group === 0) return ATTRIBUTE;
  if (group >= 110 && group <= 113) return TEXTS[variation];
  return SHAPES[group]?.[variation - 1];
}

/** Bits of one packed point; 0 where points are not packed. */
export function packedBits({ kind }: Shape): number {
  return kind === KIND.bit ? 1 : kind === KIND.doubleBit ? 2 : 0;
}
