import { OPERATION_VALUES_MAX, type OperationValue } from '@bulkhead/model';
import { berBits, berText, berUnsigned, hexText, Tlv } from '../osi/ber.ts';
import { membersIn } from './lists.ts';
import { fileName } from './names.ts';
import type { MmsPdu } from './pdu.ts';
import { SERVICE } from './services.ts';

/** Fields looked at of one answer. */
const FIELDS_MAX = 16;
/** Levels looked into for the names in an answer. */
const NAMES_DEPTH_MAX = 6;

const LOGICAL_STATES = [
  'state_changes_allowed',
  'no_state_changes_allowed',
  'limited_services',
  'support_services_allowed',
];
const PHYSICAL_STATES = [
  'operational',
  'partially_operational',
  'inoperational',
  'needs_commissioning',
];

/** What an answer to a confirmed service says, and what is reported beside variables. */
export function answerValues(bytes: Uint8Array, pdu: MmsPdu): OperationValue[] {
  const { service, at, end } = pdu;
  switch (service) {
    case SERVICE.status:
      return statusValues(bytes, at, end);
    case SERVICE.getNamedVariableListAttributes:
      return membersIn(bytes, at, end, 0xa1).slice(0, OPERATION_VALUES_MAX);
    case SERVICE.getNameList:
    case SERVICE.fileDirectory: {
      const out: OperationValue[] = [];
      collectNames(bytes, at, end, out, 0);
      return out;
    }
    case SERVICE.identify:
      return texts(bytes, at, end);
    case SERVICE.fileOpen:
      return fileAttributes(bytes, at, end);
    case SERVICE.downloadSegment:
    case SERVICE.uploadSegment:
    case SERVICE.fileRead:
      return segmentValues(bytes, at, end);
    default:
      return [];
  }
}

/** What a request says beside what it is about: the new name, the length that is sent. */
export function requestValues(bytes: Uint8Array, pdu: MmsPdu): OperationValue[] {
  const field = new Tlv();
  const { service, at, end } = pdu;
  if (service === SERVICE.fileRename || service === SERVICE.obtainFile) {
    const wanted = service === SERVICE.fileRename ? 0xa1 : 0xa2;
    for (let from = at; field.take(bytes, from, end); from = field.next) {
      if (field.lead === wanted) return [fileName(bytes, field.at, field.end)];
    }
  }
  if (service === SERVICE.rename) {
    for (let from = at; field.take(bytes, from, end); from = field.next) {
      if (field.lead === 0x82) return [berText(bytes, field.at, field.end)];
    }
  }
  if (service === SERVICE.defineNamedVariableList) {
    return membersIn(bytes, at, end, 0xa0).slice(0, OPERATION_VALUES_MAX);
  }
  // The argument of a start, and the domains of a new program invocation.
  if (service === 38 || service === 40 || service === 42) {
    return texts(bytes, at, end)
      .slice(1)
      .filter((text) => text !== '');
  }
  return [];
}

/**
 * PDU size, services outstanding of both ends, nesting, version: as agreed on, or as asked where
 * nothing was agreed on (ISO 9506-2 §8.2).
 */
export function initiateValues(bytes: Uint8Array, pdu: MmsPdu): number[] {
  const field = new Tlv();
  const out: number[] = [];
  for (let at = pdu.at; out.length < 5 && field.take(bytes, at, pdu.end); at = field.next) {
    const inner = field.lead === 0xa4;
    if (inner && !field.takeIn(bytes, field)) break;
    out.push(berUnsigned(bytes, field.at, Math.min(field.end, field.at + 4)));
    if (inner) break;
  }
  return out;
}

/** Logical and physical state, and details that only the maker knows, ISO 9506-2 §10.2. */
export function statusValues(bytes: Uint8Array, at: number, end: number): OperationValue[] {
  const field = new Tlv();
  const out: OperationValue[] = [];
  for (; out.length < 3 && field.take(bytes, at, end); at = field.next) {
    const number = berUnsigned(bytes, field.at, Math.min(field.end, field.at + 4));
    if (field.lead === 0x80) out.push(LOGICAL_STATES[number] ?? number);
    else if (field.lead === 0x81) out.push(PHYSICAL_STATES[number] ?? number);
    else out.push(berBits(bytes, field.at, field.end));
  }
  return out;
}

function texts(bytes: Uint8Array, at: number, end: number): string[] {
  const field = new Tlv();
  const out: string[] = [];
  for (let i = 0; i < FIELDS_MAX && field.take(bytes, at, end); i++, at = field.next) {
    if (field.lead < 0xa0) out.push(berText(bytes, field.at, field.end));
    else out.push(...texts1(bytes, field));
  }
  return out;
}

/** The texts one level down. */
function texts1(bytes: Uint8Array, outer: Tlv): string[] {
  const field = new Tlv();
  const out: string[] = [];
  for (
    let at = outer.at;
    out.length < FIELDS_MAX && field.take(bytes, at, outer.end);
    at = field.next
  ) {
    if (field.lead === 0x1a) out.push(berText(bytes, field.at, field.end));
  }
  return out;
}

/** Identifiers and names of files in a list, each by its tag. */
function collectNames(
  bytes: Uint8Array,
  at: number,
  end: number,
  out: OperationValue[],
  depth: number,
): void {
  const field = new Tlv();
  for (; out.length < OPERATION_VALUES_MAX && field.take(bytes, at, end); at = field.next) {
    if (field.lead === 0x1a || field.lead === 0x19) {
      out.push(berText(bytes, field.at, field.end));
    } else if ((field.lead & 0x20) !== 0 && depth < NAMES_DEPTH_MAX) {
      collectNames(bytes, field.at, field.end, out, depth + 1);
    }
  }
}

/** Size of the file, and when it was changed. */
function fileAttributes(bytes: Uint8Array, at: number, end: number): OperationValue[] {
  const field = new Tlv();
  const inner = new Tlv();
  for (; field.take(bytes, at, end); at = field.next) {
    if (field.lead !== 0xa1) continue;
    const out: OperationValue[] = [];
    for (let from = field.at; inner.take(bytes, from, field.end); from = inner.next) {
      if (inner.lead === 0x80)
        out.push(berUnsigned(bytes, inner.at, Math.min(inner.end, inner.at + 5)));
      else out.push(berText(bytes, inner.at, inner.end));
      if (out.length >= 2) break;
    }
    return out;
  }
  return [];
}

/** Bytes of a segment, its start, and whether more follows (that is the default, §11.3). */
function segmentValues(bytes: Uint8Array, at: number, end: number): OperationValue[] {
  const field = new Tlv();
  let length = 0;
  let start = '';
  let more = true;
  for (let i = 0; i < 2 && field.take(bytes, at, end); i++, at = field.next) {
    if (field.lead === 0x81) {
      more = field.at < field.end && bytes[field.at] !== 0;
    } else {
      length = field.end - field.at;
      start = hexText(bytes, field.at, Math.min(field.end, field.at + 16));
    }
  }
  return [length, start, more];
}
