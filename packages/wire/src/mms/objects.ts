import { berText, berUnsigned, Tlv } from '../osi/ber.ts';
import { fileName, objectName, variableName } from './names.ts';
import type { MmsPdu } from './pdu.ts';
import { SERVICE } from './services.ts';

/** Classes of objects that a name list can be asked for, ISO 9506-2 §7.4.2. */
const CLASSES = [
  'named_variables',
  'scattered_accesses',
  'named_variable_lists',
  'named_types',
  'semaphores',
  'event_conditions',
  'event_actions',
  'event_enrollments',
  'journals',
  'domains',
  'program_invocations',
  'operator_stations',
  'data_exchanges',
  'access_control_lists',
];

/** How the request of a service names what it is about. */
type Shape =
  /** The whole device. */
  | 'vmd'
  /** The service is an identifier by itself, or its first field is one. */
  | 'domain'
  | 'program'
  | 'station'
  /** An ObjectName, bare or in the first field that holds one. */
  | 'object'
  | 'file';

const SHAPES: ReadonlyMap<number, Shape> = new Map<number, Shape>([
  [SERVICE.status, 'vmd'],
  [SERVICE.identify, 'vmd'],
  [17, 'station'],
  [18, 'station'],
  ...[26, 27, 28, 29, 32, 33, 34, 35, 36, 37].map((code) => [code, 'domain'] as const),
  ...[38, 39, 40, 41, 42, 43, 44, 45].map((code) => [code, 'program'] as const),
  [63, 'vmd'],
  [64, 'vmd'],
  [71, 'vmd'],
  [SERVICE.obtainFile, 'file'],
  [SERVICE.fileRename, 'file'],
  [SERVICE.fileDelete, 'file'],
  [SERVICE.fileDirectory, 'file'],
]);

/** What a confirmed request is about, beside reads and writes. */
export function objectOfRequest(bytes: Uint8Array, pdu: MmsPdu): string {
  const { service, at, end } = pdu;
  if (service === SERVICE.getNameList) return nameListObject(bytes, at, end);
  if (service === SERVICE.getVariableAccessAttributes) return variableName(bytes, at, end);
  const shape = SHAPES.get(service) ?? 'object';
  switch (shape) {
    case 'vmd':
      return 'vmd';
    case 'domain':
    case 'program':
    case 'station': {
      const name = identifier(bytes, pdu);
      return name === '' ? shape : `${shape}/${name}`;
    }
    case 'file':
      return `file/${fileOf(bytes, pdu)}`;
    default:
      return anyObjectName(bytes, at, end) || 'object';
  }
}

/** Bare where the service is a primitive, else its first field. */
function identifier(bytes: Uint8Array, { lead, at, end }: MmsPdu): string {
  if ((lead & 0x20) === 0) return berText(bytes, at, end);
  const field = new Tlv();
  return field.take(bytes, at, end) ? berText(bytes, field.at, field.end) : '';
}

function fileOf(bytes: Uint8Array, { service, at, end }: MmsPdu): string {
  const field = new Tlv();
  if (service === SERVICE.fileDelete) return fileName(bytes, at, end);
  // The source of a file that is obtained comes behind the server that has it.
  const wanted = service === SERVICE.obtainFile ? 0xa1 : 0xa0;
  for (; field.take(bytes, at, end); at = field.next) {
    if (field.lead === wanted) return fileName(bytes, field.at, field.end);
  }
  return '';
}

/** `named_variables/LD0`, `domains`. */
function nameListObject(bytes: Uint8Array, at: number, end: number): string {
  const field = new Tlv();
  const inner = new Tlv();
  let kind = 'objects';
  let scope = '';
  for (; field.take(bytes, at, end); at = field.next) {
    if (!inner.takeIn(bytes, field)) continue;
    if (field.lead === 0xa0) {
      const number = berUnsigned(bytes, inner.at, Math.min(inner.end, inner.at + 4));
      kind = CLASSES[number] ?? `class_${number}`;
    } else if (field.lead === 0xa1 && inner.lead === 0x81) {
      scope = `/${berText(bytes, inner.at, inner.end)}`;
    }
  }
  return kind + scope;
}

/** The first ObjectName: the service itself, or within one of its first fields. */
function anyObjectName(bytes: Uint8Array, at: number, end: number): string {
  const bare = objectName(bytes, at, end);
  if (bare !== '' && !isWrapped(bytes, at, end)) return bare;
  const field = new Tlv();
  for (let i = 0; i < 4 && field.take(bytes, at, end); i++, at = field.next) {
    if ((field.lead & 0x20) === 0) continue;
    const name = objectName(bytes, field.at, field.end) || anyInSequence(bytes, field);
    if (name !== '') return name;
  }
  return bare;
}

/** A list of names: the first of them. */
function anyInSequence(bytes: Uint8Array, field: Tlv): string {
  const entry = new Tlv();
  if (!entry.takeIn(bytes, field) || entry.lead !== 0x30) return '';
  return objectName(bytes, entry.at, entry.end);
}

/** Whether the first field only has the tag of a name: a number, such as the scope of a delete. */
function isWrapped(bytes: Uint8Array, at: number, end: number): boolean {
  const field = new Tlv();
  return (
    field.take(bytes, at, end) &&
    field.lead === 0x80 &&
    field.end - field.at === 1 &&
    bytes[field.at]! < 0x20
  );
}

/** `event/NAME` of the condition that an event notification is about, ISO 9506-2 §15.18. */
export function eventObject(bytes: Uint8Array, pdu: MmsPdu): string {
  const field = new Tlv();
  for (let { at } = pdu; field.take(bytes, at, pdu.end); at = field.next) {
    if (field.lead === 0xa1) return `event/${objectName(bytes, field.at, field.end)}`;
  }
  return 'event';
}
