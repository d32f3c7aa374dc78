import type { OperationValue, SightingField } from '@bulkhead/model';
import { textOf } from '../bytes.ts';
import { word16 } from '../packet/packet.ts';
import type { PduContext } from '../protocol.ts';

/** Partial lists by the low byte of the identifier: Siemens, system functions, chapter SZL. */
const LISTS: Readonly<Record<number, string>> = {
  0x00: 'list_of_lists',
  0x11: 'module_identification',
  0x12: 'cpu_characteristics',
  0x13: 'user_memory_areas',
  0x14: 'system_areas',
  0x15: 'block_types',
  0x16: 'priority_classes',
  0x17: 'permitted_sdbs',
  0x18: 'io_configuration',
  0x19: 'module_leds',
  0x1c: 'component_identification',
  0x21: 'interrupt_assignment',
  0x22: 'interrupt_status',
  0x23: 'priority_classes',
  0x24: 'modes',
  0x25: 'process_image_partitions',
  0x31: 'communication_capability',
  0x32: 'communication_status',
  0x33: 'device_logon_list',
  0x37: 'ethernet_details',
  0x71: 'h_cpu_group',
  0x74: 'module_leds',
  0x75: 'switched_dp_slaves',
  0x81: 'start_information',
  0x82: 'start_events',
  0x90: 'dp_master_systems',
  0x91: 'module_status',
  0x92: 'rack_status',
  0x94: 'rack_status',
  0x95: 'dp_master_systems_extended',
  0x96: 'module_status_extended',
  0xa0: 'diagnostic_buffer',
  0xb1: 'module_diagnostics',
  0xb2: 'module_diagnostics',
  0xb3: 'module_diagnostics',
  0xb4: 'dp_slave_diagnostics',
};

/** Modes of a controller, the low half of the state byte of list 0x24. */
const MODES: Readonly<Record<number, string>> = {
  1: 'stop_update',
  2: 'stop_memory_reset',
  3: 'stop_self_initialisation',
  4: 'stop',
  5: 'startup',
  7: 'restart',
  8: 'run',
  9: 'run_redundant',
  10: 'hold',
  13: 'defect',
};

/** Header of the list in an answer: identifier, index, length and number of records. */
const LIST_HEADER_BYTES = 8;
const RECORDS_MAX = 64;
const ORDER_NUMBER_BYTES = 20;
const STATE_AT = 3;
/** List and index that say the protection level, and where it stands in their record. */
const PROTECTION = { list: 0x0132, index: 4, levelAt: 2 } as const;

/** `szl/0x0011/0x0000/module_identification` of the identifier at `at`. */
export function szlObject(bytes: Uint8Array, at: number): string {
  const hex = (value: number): string => value.toString(16).padStart(4, '0');
  const name = LISTS[bytes[at + 1]!];
  const object = `szl/0x${hex(word16(bytes, at))}/0x${hex(word16(bytes, at + 2))}`;
  return name === undefined ? object : `${object}/${name}`;
}

/** What lists of numbers mean, for those that say something of the controller as a whole. */
export function szlMeaning(bytes: Uint8Array, at: number, end: number): OperationValue[] {
  const id = word16(bytes, at);
  const record = at + LIST_HEADER_BYTES;
  if ((id & 0xff) === 0x24 && record + STATE_AT < end) {
    const state = bytes[record + STATE_AT]! & 15;
    return [MODES[state] ?? `mode_${state}`];
  }
  if (id !== PROTECTION.list || word16(bytes, at + 2) !== PROTECTION.index) return [];
  const level = record + PROTECTION.levelAt;
  return level + 2 <= end ? [`protection_level_${word16(bytes, level)}`] : [];
}

/** Tells what the answer to a read of lists 0x11 and 0x1c says of the module. */
export function tellSzl(context: PduContext, bytes: Uint8Array, at: number, end: number): void {
  if (at + LIST_HEADER_BYTES > end) return;
  const list = bytes[at + 1]!;
  const length = word16(bytes, at + 4);
  if ((list !== 0x11 && list !== 0x1c) || length < 4) return;
  let record = at + LIST_HEADER_BYTES;
  for (let i = 0; i < RECORDS_MAX && record + length <= end; i++, record += length) {
    if (list === 0x1c) tellComponent(context, bytes, record, record + length);
    else if (length >= ORDER_NUMBER_BYTES + 8) tellModule(context, bytes, record);
  }
}

/** Index 1 is the module itself, 6 its hardware, 7 its firmware. */
function tellModule(context: PduContext, bytes: Uint8Array, at: number): void {
  const index = word16(bytes, at);
  const version = at + 2 + ORDER_NUMBER_BYTES + 2;
  if (index === 1) {
    const text = textOf(bytes, at + 2, at + 2 + ORDER_NUMBER_BYTES);
    context.sighting('order_number', text);
    context.sighting('vendor', 'Siemens');
  } else if (index === 7) {
    // The letter V, then three numbers.
    const numbers = [bytes[version + 1]!, bytes[version + 2]!, bytes[version + 3]!];
    context.sighting('firmware', numbers.join('.'));
  } else if (index === 6) {
    context.sighting('hardware', String(word16(bytes, version + 2)));
  }
}

/** Components by the low byte of their index; those of an H system have the rack above it. */
const COMPONENTS: ReadonlyMap<number, SightingField> = new Map([
  [1, 'name'],
  [2, 'description'],
  [3, 'location'],
  [5, 'serial'],
  [7, 'model'],
  [11, 'location'],
]);

function tellComponent(context: PduContext, bytes: Uint8Array, at: number, end: number): void {
  const field = COMPONENTS.get(word16(bytes, at) & 0xff);
  if (field !== undefined) context.sighting(field, textOf(bytes, at + 2, end));
}
