import { word16 } from '../bytes.ts';
import { VERB } from '../flow/flow.ts';
import type { ServiceFacts } from '../protocol.ts';

const { report } = VERB;

/**
 * Classes of frame ids, IEC 61158-6-10 table "FrameID range", each by its first id; the code of a
 * service is that id. In ascending order.
 */
export const SERVICES: readonly ServiceFacts[] = [
  { code: 0x0000, name: 'time_synchronisation', verb: report },
  { code: 0x0020, name: 'ptcp_sync', verb: report },
  { code: 0x0022, name: 'reserved', verb: report },
  { code: 0x0080, name: 'ptcp_sync', verb: report },
  { code: 0x0082, name: 'reserved', verb: report },
  { code: 0x0100, name: 'cyclic_rt_class_3', verb: report },
  { code: 0x1000, name: 'reserved', verb: report },
  { code: 0x8000, name: 'cyclic_rt_class_1', verb: report },
  { code: 0xbc00, name: 'cyclic_rt_class_1_multicast', verb: report },
  { code: 0xc000, name: 'cyclic_rt_class_1_legacy', verb: report },
  { code: 0xf800, name: 'cyclic_rt_class_1_legacy_multicast', verb: report },
  { code: 0xfc00, name: 'alarm_high', verb: report },
  { code: 0xfd00, name: 'reserved', verb: report },
  { code: 0xfe00, name: 'alarm_low', verb: report },
  { code: 0xff00, name: 'ptcp_announce', verb: report },
  { code: 0xff02, name: 'reserved', verb: report },
  { code: 0xff20, name: 'ptcp_follow_up', verb: report },
  { code: 0xff22, name: 'reserved', verb: report },
  { code: 0xff40, name: 'ptcp_delay', verb: report },
  { code: 0xff44, name: 'reserved', verb: report },
  { code: 0xff80, name: 'fragment', verb: report },
  { code: 0xff90, name: 'reserved', verb: report },
];

export const ALARM_HIGH = 0xfc00;
export const ALARM_LOW = 0xfe00;
/** Frame ids of DCP, a protocol of its own. */
export const DCP_FIRST = 0xfefc;
export const DCP_LAST = 0xfeff;
/** Cycle counter, data status and transfer status end a cyclic frame. */
export const STATUS_BYTES = 4;

const DATA_VALID = 0x04;
const PROVIDER_RUNS = 0x10;

/** The class that a frame id belongs to. */
export function frameClass(id: number): ServiceFacts {
  let found = SERVICES[0]!;
  for (const one of SERVICES) {
    if (one.code > id) break;
    found = one;
  }
  return found;
}

/** Whether frames of this class carry cyclic data with a status behind it. */
export function isCyclic(code: number): boolean {
  return code === 0x0100 || (code >= 0x8000 && code <= 0xf800);
}

/** Cycle counter, `run` or `stop` of the provider, `valid` or `invalid` data. */
export function cyclicValues(bytes: Uint8Array, at: number, end: number): (number | string)[] {
  if (end - at < 2 + STATUS_BYTES) return [];
  const status = bytes[end - 2]!;
  return [
    word16(bytes, end - STATUS_BYTES),
    (status & PROVIDER_RUNS) === 0 ? 'stop' : 'run',
    (status & DATA_VALID) === 0 ? 'invalid' : 'valid',
  ];
}

/** Kinds of RTA PDU, IEC 61158-6-10 coding of PDUType. */
const RTA = ['', 'data', 'nack', 'ack', 'error', 'fragment'];

/** Alarm types, IEC 61158-6-10 coding of AlarmType. */
const ALARM_TYPES = [
  '',
  'diagnosis',
  'process',
  'pull',
  'plug',
  'status',
  'update',
  'redundancy',
  'controlled_by_supervisor',
  'released',
  'plug_wrong_submodule',
  'return_of_submodule',
  'diagnosis_disappears',
  'multicast_mismatch',
  'port_data_change',
  'sync_data_changed',
  'isochronous_mode_problem',
  'network_component_problem',
  'time_data_changed',
  'dynamic_frame_packing_problem',
];

/** Offsets in an RTA PDU after the frame id. */
const PDU_TYPE_AT = 6;
const BLOCK_AT = 14;

/** `slot/1/subslot/1` of an alarm; `alarm` where the frame carries none. */
export function alarmObject(bytes: Uint8Array, at: number, end: number): string {
  const block = at + BLOCK_AT;
  if (rtaKind(bytes, at, end) !== 1 || block + 16 > end) return 'alarm';
  return `slot/${word16(bytes, block + 12)}/subslot/${word16(bytes, block + 14)}`;
}

/** Kind of PDU, and the alarm's type where it carries one. */
export function alarmValues(bytes: Uint8Array, at: number, end: number): string[] {
  const kind = rtaKind(bytes, at, end);
  const out = [RTA[kind] || `rta_${kind}`];
  const block = at + BLOCK_AT;
  if (kind === 1 && block + 8 <= end) {
    const type = word16(bytes, block + 6);
    out.push(ALARM_TYPES[type] || `alarm_${type}`);
  }
  return out;
}

function rtaKind(bytes: Uint8Array, at: number, end: number): number {
  return at + PDU_TYPE_AT < end ? bytes[at + PDU_TYPE_AT]! & 0x0f : 0;
}
