import type { OperationValue, SightingField } from '@bulkhead/model';
import { textOf, word16le } from '../bytes.ts';
import type { Description, Part } from '../described/described.ts';
import type { Exchange } from '../flow/flow.ts';
import { textOrHex } from '../values.ts';
import { keyName, MESSAGE_TYPE, REJECTED, runName, TYPE } from './commands.ts';
import { MESSAGE, serviceCode } from './message.ts';

/** Offsets within the payload of a status of the control program. */
const STATUS = { key: 7, run: 8, project: 66, bytes: 76 } as const;
const PROJECT_BYTES = 10;
/** Offsets within the payload of module versions. */
const VERSIONS = { slots: 2, slotBytes: 8, revision: 456, serial: 459, bytes: 467, slotsMax: 16 };
const MAIN_PROCESSOR = 255;

/** Commands of which an answer is, where the request was not seen: those worth knowing. */
const ANSWERS: Readonly<Record<number, number>> = {
  101: 0,
  102: 1,
  103: 11,
  104: 12,
  105: 10,
  106: 13,
  108: 19,
  109: 20,
  110: 21,
  111: 22,
  112: 23,
  119: 24,
  121: 28,
  127: 29,
  150: 29,
  151: 54,
  153: 55,
  154: 56,
  162: 65,
  163: 66,
  168: 72,
};

/** The service of the request, or the one that the answer belongs to; -1 where nothing tells. */
export function codeOf({
  request,
  requestBytes,
  response,
  responseAt,
  responseEnd,
}: Exchange): number {
  if (requestBytes > 0) return serviceCode(request, 0);
  if (responseEnd - responseAt < MESSAGE.command) return -1;
  const code = serviceCode(response, responseAt);
  return code >= MESSAGE_TYPE ? code : requestOf(code);
}

/** The command that an answer belongs to; -1 where that is not known. */
export function requestOf(answer: number): number {
  return ANSWERS[answer] ?? (answer < REJECTED ? answer : -1);
}

/** What a command or its answer carries, without the CRC. */
export function payloadOf(bytes: Uint8Array, at: number, end: number): Part {
  const isCommand = end - at > MESSAGE.payload && bytes[at] === TYPE.command;
  const last = Math.max(at, end - 2);
  return { bytes, at: isCommand ? Math.min(last, at + MESSAGE.payload) : last, end: last };
}

export function describeTristation(exchange: Exchange): Description {
  const { request, requestBytes, response, responseAt, responseEnd } = exchange;
  const asked = payloadOf(request, 0, requestBytes);
  const answer = payloadOf(response, responseAt, responseEnd);
  const code = codeOf(exchange);
  switch (code) {
    case 19:
      return { object: 'control_program', values: statusValues(answer) };
    case 20:
    case 21:
    case 22:
    case 23:
    case 80:
      return { object: 'control_program' };
    case 54:
      return {
        object: `chassis/${asked.at < asked.end ? request[asked.at]! : 0}`,
        values: modules(answer),
      };
    case 55:
    case 65:
      return describeCode('program', code === 55 ? asked : answer, asked);
    case 56:
    case 66:
      return describeCode('function', code === 56 ? asked : answer, asked);
    case 59:
      return { object: 'project', values: projectOf(asked) };
    default:
      if (code >= MESSAGE_TYPE || code < 0) return { object: code < 0 ? '' : 'connection' };
      return { values: hexOf(asked.at < asked.end ? asked : answer) };
  }
}

function hexOf({ bytes, at, end }: Part): OperationValue[] {
  return at < end ? [textOrHex(bytes.subarray(at, end))] : [];
}

/** A piece of code: number, next, chunks, offset and size in words, then the words. */
function describeCode(kind: string, data: Part, asked: Part): Description {
  if (asked.end - asked.at < 8) return { object: kind };
  const object = `${kind}/${word16le(asked.bytes, asked.at)}`;
  const address = word16le(asked.bytes, asked.at + 6);
  if (data.end - data.at < 10) return { object, address };
  const count = word16le(data.bytes, data.at + 8);
  return { object, address, count, values: hexOf({ ...data, at: data.at + 10 }) };
}

/** Key switch, state and project. */
export function statusValues({ bytes, at, end }: Part): string[] {
  if (end - at <= STATUS.run) return [];
  const values = [keyName(bytes[at + STATUS.key]!), runName(bytes[at + STATUS.run]!)];
  if (end - at < STATUS.bytes) return values;
  const project = textOf(bytes, at + STATUS.project, at + STATUS.project + PROJECT_BYTES);
  return project === '' ? values : [...values, project];
}

function projectOf({ bytes, at, end }: Part): string[] {
  return end - at < 20 ? [] : [textOf(bytes, at + 10, at + 10 + PROJECT_BYTES)];
}

/** `slot/type/firmware` of each slot that has a module. */
function modules({ bytes, at, end }: Part): string[] {
  const out: string[] = [];
  for (let slot = 0; slot < VERSIONS.slotsMax; slot++) {
    const place = at + VERSIONS.slots + slot * VERSIONS.slotBytes;
    if (place + VERSIONS.slotBytes > end) break;
    const type = word16le(bytes, place);
    if (type !== 0) out.push(`${slot}/${type}/${firmwareOf(bytes, place)}`);
  }
  return out;
}

function firmwareOf(bytes: Uint8Array, slot: number): string {
  return [2, 4, 6].map((offset) => word16le(bytes, slot + offset)).join('.');
}

type Fact = readonly [SightingField, string];

/** What module versions tell of the main processor: model, firmware, revision, serial number. */
export function identityOf({ bytes, at, end }: Part): readonly Fact[] {
  const out: Fact[] = [];
  const first = at + VERSIONS.slots;
  if (first + VERSIONS.slotBytes <= end && word16le(bytes, first) === MAIN_PROCESSOR) {
    out.push(['model', '3008'], ['firmware', firmwareOf(bytes, first)]);
  }
  if (end - at >= VERSIONS.bytes) {
    out.push(['hardware', textOf(bytes, at + VERSIONS.revision, at + VERSIONS.serial)]);
    out.push(['serial', textOf(bytes, at + VERSIONS.serial, at + VERSIONS.bytes)]);
  }
  return out;
}
