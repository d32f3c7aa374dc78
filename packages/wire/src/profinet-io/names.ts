import { VERB } from '../flow/flow.ts';
import type { ServiceFacts } from '../protocol.ts';

/** Added to the operation numbers of the endpoint mapper, which count by themselves. */
export const MAPPER_SERVICE = 0x100;

/** Operations of the interfaces of PROFINET IO, IEC 61158-6-10, and of the endpoint mapper. */
export const SERVICES: readonly ServiceFacts[] = [
  { code: 0, name: 'connect', verb: VERB.connect },
  { code: 1, name: 'release', verb: VERB.connect },
  { code: 2, name: 'read', verb: VERB.read },
  { code: 3, name: 'write', verb: VERB.write },
  { code: 4, name: 'control', verb: VERB.connect },
  { code: 5, name: 'read_implicit', verb: VERB.read },
  { code: MAPPER_SERVICE + 2, name: 'endpoint_lookup', verb: VERB.discover },
  { code: MAPPER_SERVICE + 3, name: 'endpoint_map', verb: VERB.discover },
  { code: MAPPER_SERVICE + 4, name: 'endpoint_lookup_free', verb: VERB.discover },
];

const UNKNOWN_VERB = VERB.command;

/** Verb of an operation; what is not known counts as a command. */
export function serviceVerb(code: number): number {
  return SERVICES.find((one) => one.code === code)?.verb ?? UNKNOWN_VERB;
}

export const OPERATION = {
  connect: 0,
  release: 1,
  read: 2,
  write: 3,
  control: 4,
  readImplicit: 5,
} as const;

/** Records by index, IEC 61158-6-10 coding of Index; those of one subslot, slot, AR and API. */
const RECORDS: ReadonlyMap<number, string> = new Map([
  [0x8000, 'expected_identification'],
  [0x8001, 'real_identification'],
  [0x800a, 'diagnosis_channel'],
  [0x800b, 'diagnosis_all'],
  [0x800c, 'diagnosis_and_maintenance'],
  [0x801e, 'substitute_values'],
  [0x8020, 'ir_subframe_data'],
  [0x8028, 'input_data'],
  [0x8029, 'output_data'],
  [0x802a, 'port_data_real'],
  [0x802b, 'port_data_check'],
  [0x802c, 'ir_data'],
  [0x802d, 'sync_data'],
  [0x802f, 'port_data_adjust'],
  [0x8030, 'isochronous_mode'],
  [0x8050, 'interface_mrp_real'],
  [0x8051, 'interface_mrp_check'],
  [0x8052, 'interface_mrp_adjust'],
  [0x8053, 'port_mrp_adjust'],
  [0x8054, 'port_mrp_real'],
  [0x8060, 'port_fibre_real'],
  [0x8061, 'port_fibre_check'],
  [0x8062, 'port_fibre_adjust'],
  [0x8070, 'network_component_check'],
  [0x8071, 'interface_adjust'],
  [0x8072, 'port_statistic'],
  [0x8080, 'interface_data_real'],
  [0x8090, 'fast_startup_adjust'],
  [0x80b0, 'combined_objects'],
  [0xaff0, 'identification_0'],
  [0xaff1, 'identification_1'],
  [0xaff2, 'identification_2'],
  [0xaff3, 'identification_3'],
  [0xaff4, 'identification_4'],
  [0xaff5, 'identification_5'],
  [0xb02e, 'profidrive_parameter_local'],
  [0xb02f, 'profidrive_parameter_global'],
  [0xc000, 'slot_expected_identification'],
  [0xc001, 'slot_real_identification'],
  [0xe000, 'ar_expected_identification'],
  [0xe001, 'ar_real_identification'],
  [0xe002, 'module_differences'],
  [0xe00c, 'ar_diagnosis'],
  [0xe040, 'multiple_write'],
  [0xe050, 'fast_startup_data'],
  [0xf000, 'api_real_identification'],
  [0xf00c, 'api_diagnosis'],
  [0xf020, 'api_ar_data'],
  [0xf80c, 'device_diagnosis'],
  [0xf820, 'ar_data'],
  [0xf821, 'api_data'],
  [0xf830, 'log_data'],
  [0xf831, 'device_data'],
  [0xf840, 'identification_filter'],
  [0xf841, 'real_data'],
  [0xf842, 'expected_data'],
  [0xf850, 'auto_configuration'],
  [0xf860, 'gsd_upload'],
  [0xf880, 'asset_management'],
  [0xfbff, 'connection_monitoring'],
]);

/** Name of a record with its index where that is known: `real_data/0xf841`, `record/0x0001`. */
export function recordName(index: number): string {
  const hex = `0x${index.toString(16).padStart(4, '0')}`;
  return `${RECORDS.get(index) ?? 'record'}/${hex}`;
}

export const MULTIPLE_WRITE = 0xe040;

/** Bits of the control command, lowest first. */
const CONTROLS = [
  'parameter_end',
  'application_ready',
  'release',
  'done',
  'ready_for_companion',
  'ready_for_rt_class_3',
  'parameter_begin',
];

/** `parameter_end`; several with a space between them. */
export function controlNames(bits: number): string {
  return CONTROLS.filter((_, bit) => ((bits >> bit) & 1) === 1).join(' ');
}

/** Kinds of application relation, coding of ARType. */
export function relationName(type: number): string {
  if (type === 1) return 'io_controller';
  if (type === 6) return 'io_supervisor';
  if (type === 0x10) return 'io_controller_rt_class_3';
  return type === 0x20 ? 'io_controller_redundant' : `ar_type_${type}`;
}

/** ErrorCode1 of the records' services, coding of PNIOStatus with ErrorDecode PNIORW. */
const RECORD_ERRORS: ReadonlyMap<number, string> = new Map([
  [0xa0, 'read_error'],
  [0xa1, 'write_error'],
  [0xa2, 'module_failure'],
  [0xa7, 'application_busy'],
  [0xa8, 'version_conflict'],
  [0xa9, 'feature_not_supported'],
  [0xb0, 'invalid_index'],
  [0xb1, 'write_length_error'],
  [0xb2, 'invalid_slot_or_subslot'],
  [0xb3, 'type_conflict'],
  [0xb4, 'invalid_area'],
  [0xb5, 'state_conflict'],
  [0xb6, 'access_denied'],
  [0xb7, 'invalid_range'],
  [0xb8, 'invalid_parameter'],
  [0xb9, 'invalid_type'],
  [0xba, 'backup'],
  [0xc0, 'read_constraint_conflict'],
  [0xc1, 'write_constraint_conflict'],
  [0xc2, 'resource_busy'],
  [0xc3, 'resource_unavailable'],
]);

/** ErrorCode1 with ErrorDecode PNIO: which block is at fault, or which machine says so. */
const BLOCK_ERRORS: ReadonlyMap<number, string> = new Map([
  [1, 'faulty_ar_block'],
  [2, 'faulty_iocr_block'],
  [3, 'faulty_expected_submodule_block'],
  [4, 'faulty_alarm_cr_block'],
  [5, 'faulty_parameter_server_block'],
  [6, 'faulty_mcr_block'],
  [7, 'faulty_ar_rpc_block'],
  [8, 'faulty_record'],
  [9, 'faulty_ir_info_block'],
  [10, 'faulty_sr_info_block'],
  [20, 'faulty_control_block_connect'],
  [21, 'faulty_control_block_plug'],
  [40, 'faulty_release_block'],
  [61, 'device_machine'],
  [62, 'controller_machine'],
  [64, 'rpc_machine'],
  [0xfd, 'alarm_protocol'],
  [0xff, 'user_specific'],
]);

const PNIORW = 0x80;

/** Name of a PNIO status: what was wrong, as far as it is known, else its four bytes. */
export function statusName(status: number): string {
  const decode = (status >>> 16) & 0xff;
  const code = (status >>> 8) & 0xff;
  const name = decode === PNIORW ? RECORD_ERRORS.get(code) : BLOCK_ERRORS.get(code);
  return name ?? `pnio_status_0x${status.toString(16).padStart(8, '0')}`;
}

/** Status of DCE/RPC itself, C706 appendix E. */
const RPC_STATUS: ReadonlyMap<number, string> = new Map([
  [0x1c010002, 'operation_out_of_range'],
  [0x1c010003, 'unknown_interface'],
  [0x1c010006, 'wrong_boot_time'],
  [0x1c010009, 'you_crashed'],
  [0x1c01000b, 'protocol_error'],
  [0x1c010013, 'out_arguments_too_big'],
  [0x1c010014, 'server_too_busy'],
  [0x1c010017, 'unsupported_type'],
]);

/** Name of the status of a fault or a reject. */
export function rpcStatusName(status: number): string {
  return RPC_STATUS.get(status) ?? `rpc_status_0x${status.toString(16).padStart(8, '0')}`;
}
