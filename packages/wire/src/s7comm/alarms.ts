import { toHex } from '@bulkhead/kernel';
import { type Operation, OPERATION_ITEMS_MAX, type OperationValue } from '@bulkhead/model';
import { unsigned32 } from '../bytes.ts';
import { word16 } from '../packet/packet.ts';
import { stampText } from './clock.ts';

type Items = NonNullable<Operation['items']>;

/** Services about alarms and diagnostic events, among those of the CPU (group 4). */
export const CPU_SUB = {
  messageService: 2,
  diagnosticMessage: 3,
  alarm8: 5,
  notify: 6,
  alarm8Lock: 7,
  alarm8Unlock: 8,
  scan: 9,
  acknowledge: 11,
  acknowledged: 12,
  locked: 13,
  unlocked: 14,
  alarmSq: 17,
  alarmS: 18,
  notify8: 22,
} as const;

/** Those that the controller sends by itself, which start with the time of the message. */
const TIMED = new Set<number>([
  CPU_SUB.alarm8,
  CPU_SUB.notify,
  CPU_SUB.scan,
  CPU_SUB.acknowledged,
  CPU_SUB.locked,
  CPU_SUB.unlocked,
  CPU_SUB.alarmSq,
  CPU_SUB.alarmS,
  CPU_SUB.notify8,
]);
const NAMING = new Set<number>([
  ...TIMED,
  CPU_SUB.alarm8Lock,
  CPU_SUB.alarm8Unlock,
  CPU_SUB.acknowledge,
]);
const TIME_BYTES = 8;
/** First byte of the specification of a message object; its length follows. */
const OBJECT = 0x12;
/** What an object says beside its event: new and old signals, and which were acknowledged. */
const INDICATION = 0x16;
/** Transport sizes whose length counts bits. */
const IN_BITS = new Set([3, 4, 5]);
/** Bytes shown of a value that goes with an alarm. */
const SHOWN_MAX = 64;

/** The alarms that a message names, with their signals and the values that go with them. */
export function alarmItems(sub: number, bytes: Uint8Array, data: number, end: number): Items {
  if (!NAMING.has(sub)) return [];
  const listAt = data + (TIMED.has(sub) ? TIME_BYTES : 0);
  const out: Items[number][] = [];
  const count = listAt + 1 < end ? bytes[listAt + 1]! : 0;
  let at = listAt + 2;
  for (let i = 0; i < count && out.length < OPERATION_ITEMS_MAX; i++) {
    if (at + 8 > end || bytes[at] !== OBJECT) break;
    const next = at + 2 + bytes[at + 1]!;
    const object = `alarm/0x${unsigned32(bytes, at + 4)
      .toString(16)
      .padStart(8, '0')}`;
    const values: OperationValue[] = [...bytes.subarray(at + 8, Math.min(next, end, at + 12))];
    const tells = bytes[at + 2] === INDICATION ? bytes[at + 3]! : 0;
    at = addTold(bytes, next, end, tells, values);
    out.push({ object, count: 1, values });
  }
  return out;
}

/** Values behind an object: return code, size, length, data filled up to an even length. */
function addTold(
  bytes: Uint8Array,
  at: number,
  end: number,
  count: number,
  into: OperationValue[],
): number {
  let next = at;
  for (let i = 0; i < count && next + 4 <= end; i++) {
    const length = word16(bytes, next + 2);
    const size = IN_BITS.has(bytes[next + 1]!) ? (length + 7) >> 3 : length;
    const from = next + 4;
    into.push(toHex(bytes.subarray(from, Math.min(end, from + size, from + SHOWN_MAX))));
    next = from + size + (size & 1);
  }
  return next;
}

/** Classes of diagnostic events by the first digit of their number: Siemens, system functions. */
const EVENT_CLASSES: Readonly<Record<number, string>> = {
  1: 'standard_ob',
  2: 'synchronous_error',
  3: 'asynchronous_error',
  4: 'mode_transition',
  5: 'run_time',
  6: 'communication',
  7: 'failsafe',
  8: 'module_diagnostics',
  9: 'user',
};
/** Number, priority class, block, three words of its own, time. */
export const EVENT_BYTES = 20;

/** `event/0x4304`: a diagnostic event by its number. */
export function eventObject(bytes: Uint8Array, at: number): string {
  return `event/0x${word16(bytes, at).toString(16).padStart(4, '0')}`;
}

/** The class of an event, what goes with it, and when it was. */
export function eventValues(bytes: Uint8Array, at: number): OperationValue[] {
  const kind = EVENT_CLASSES[bytes[at]! >> 4] ?? 'other';
  return [kind, toHex(bytes.subarray(at + 4, at + 12)), stampText(bytes, at + 12)];
}
