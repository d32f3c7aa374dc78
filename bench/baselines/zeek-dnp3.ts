import type { Operation } from '@bulkhead/model';
import type { Cells } from './reader.ts';

const LINK = 0x100;
const CONFIRM = 0;
const READ = 1;
const RESPONSE = 129;
const CONTROL = /^group12var[12]\//;
const OPERATIONS = ['nul', 'pulse_on', 'pulse_off', 'latch_on', 'latch_off'];
const TRIPS = ['nul', 'close', 'trip', 'reserved'];

/** Events that hold one value, by group and variation. */
const VALUES: Readonly<Record<string, string>> = {
  dnp3_analog_input_32wFlag: 'group30var1',
  dnp3_analog_input_32woFlag: 'group30var3',
  dnp3_analog_input_SPwFlag: 'group30var5',
  dnp3_analog_input_event_32woTime: 'group32var1',
  dnp3_counter_32woFlag: 'group20var5',
  dnp3_frozen_counter_32woFlag: 'group21var9',
};

/** An event that Zeek printed: functions, ranges and values of answers, controls. */
export function zeekEvent(cells: Cells): string | null {
  const [event = '', way, ...words] = (cells[0] ?? '').split(', ');
  const said = way === 'T' ? 'asks' : 'answers';
  if (event === 'dnp3_application_request_header') return `asks ${words[1]}`;
  if (event === 'dnp3_application_response_header') return `answers ${words[1]}`;
  if (event === 'dnp3_crob') {
    return `${said} control ${words.slice(0, way === 'T' ? 4 : 5).join(' ')}`;
  }
  if (event === 'dnp3_object_header') return way === 'F' ? rangeOf(words.map(Number)) : null;
  const type = VALUES[event];
  return type === undefined ? null : `value ${type} ${numberOf(type, words.at(-1) ?? '')}`;
}

/** The objects from the first to the last index, where the qualifier gives a range. */
function rangeOf([type = 0, qualifier = 0, count, first]: readonly number[]): string | null {
  return qualifier > 1 ? null : `range group${type >> 8}var${type & 255}/${first} x${count}`;
}

/** Zeek prints the bits of floating point, and whole numbers as if they had no sign. */
function numberOf(type: string, text: string): string {
  if (type !== 'group30var5') return `${BigInt.asIntN(64, BigInt(text))}`;
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, Number(text));
  return `${view.getFloat32(0)}`;
}

/** The events that Zeek makes of the messages of one operation. */
export function zeekEvents(operation: Operation): string[] {
  const { service, object, values, count, items, frames, refusal } = operation;
  const { code } = service;
  if (code >= LINK) return [];
  const objects: readonly Item[] = items ?? [{ object, values, count }];
  const claims: string[] = [];
  if (frames.request !== null) {
    claims.push(`asks ${code}`, ...objects.flatMap((one) => controlOf(one, 'asks')));
  }
  if (frames.response === null || code === CONFIRM) return claims;
  claims.push(`answers ${code < RESPONSE ? RESPONSE : code}`);
  const whole = items === undefined ? refusal?.code : undefined;
  claims.push(
    ...objects.flatMap((one) => controlOf(one, 'answers', one.refusal?.code ?? whole ?? 0)),
  );
  if (code === READ || code >= RESPONSE) claims.push(...objects.flatMap(readOf));
  return claims;
}

type Item = NonNullable<Operation['items']>[number];

function controlOf({ object, values }: Item, way: string, status?: number): string[] {
  if (!CONTROL.test(object)) return [];
  const [operation, trip, ...times] = values;
  const kind = OPERATIONS.indexOf(String(operation)) | (TRIPS.indexOf(String(trip)) << 6);
  const all = [kind, ...times.slice(0, 3), ...(status === undefined ? [] : [status])];
  return [`${way} control ${all.join(' ')}`];
}

/** The range and the values of objects that an answer holds. */
function readOf({ object, count, values }: Item): string[] {
  const [type = '', first] = object.split('/');
  // Events are listed one by one, each with its index.
  const ranged = first !== undefined && !EVENTS.has(type);
  const told = Object.values(VALUES).includes(type) ? values : [];
  return [
    ...(ranged ? [`range ${type}/${first} x${count}`] : []),
    ...told.map((value) => `value ${type} ${value}`),
  ];
}

const EVENTS = new Set(['group2var1', 'group2var2', 'group2var3', 'group32var1', 'group70var5']);
