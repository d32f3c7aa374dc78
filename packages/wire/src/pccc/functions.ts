import { VERB } from '../flow/flow.ts';
import type { ServiceFacts } from '../protocol.ts';

const { read, write, command, program, configure, discover } = VERB;

type Row = readonly [code: number, name: string, verb: number, techniques?: readonly string[]];

/** Commands without a function code, DF1 Protocol and Command Set, 1770-6.5.16 chapter 7. */
const BASIC: readonly Row[] = [
  [0x00, 'protected_write', write],
  [0x01, 'unprotected_read', read],
  [0x02, 'protected_bit_write', write],
  [0x05, 'unprotected_bit_write', write],
  [0x08, 'unprotected_write', write],
];

/** Functions of command 0x06. */
const DIAGNOSTIC: readonly Row[] = [
  [0x00, 'echo', discover],
  [0x01, 'read_diagnostic_counters', read],
  [0x02, 'set_variables', configure],
  [0x03, 'diagnostic_status', discover],
  [0x04, 'set_timeout', configure],
  [0x05, 'set_naks', configure],
  [0x06, 'set_enqs', configure],
  [0x07, 'reset_diagnostic_counters', configure],
  [0x08, 'set_data_table_size', configure],
  [0x09, 'read_link_parameters', read],
  [0x0a, 'set_link_parameters', configure],
];

/** Functions of command 0x07, for PLC-2. */
const MODE: readonly Row[] = [
  [0x00, 'disable_outputs', command, ['T0855']],
  [0x01, 'enable_outputs', command, ['T0855']],
  [0x03, 'enable_scanning', command, ['T0858']],
  [0x04, 'enter_download_mode', program, ['T0858', 'T0843']],
  [0x05, 'exit_transfer_mode', command, ['T0858']],
  [0x06, 'enter_upload_mode', program, ['T0845']],
];

/** Functions of command 0x0F. */
const EXTENDED: readonly Row[] = [
  [0x00, 'word_range_write', write],
  [0x01, 'word_range_read', read],
  [0x02, 'bit_write', write],
  [0x03, 'file_write', write],
  [0x04, 'file_read', read],
  [0x05, 'download_request', program, ['T0843']],
  [0x06, 'upload', program, ['T0845']],
  [0x07, 'shutdown', command, ['T0816']],
  [0x08, 'physical_write', program, ['T0889']],
  [0x09, 'physical_read', read],
  [0x0a, 'restart_request', command, ['T0816']],
  [0x11, 'get_edit_resource', program],
  [0x12, 'return_edit_resource', program],
  [0x17, 'read_bytes_physical', read],
  [0x18, 'write_bytes_physical', program, ['T0889']],
  [0x26, 'read_modify_write', write],
  [0x29, 'read_section_size', discover],
  [0x3a, 'set_cpu_mode', command, ['T0858']],
  [0x41, 'disable_forces', configure, ['T0835']],
  [0x50, 'download_all_request', program, ['T0843']],
  [0x52, 'download_completed', program, ['T0843']],
  [0x53, 'upload_all_request', program, ['T0845']],
  [0x55, 'upload_completed', program, ['T0845']],
  [0x57, 'initialize_memory', command, ['T0809']],
  [0x5e, 'modify_plc2_compatibility_file', configure],
  [0x67, 'typed_write', write],
  [0x68, 'typed_read', read],
  [0x79, 'read_modify_write_n', write],
  [0x80, 'change_mode', command, ['T0858']],
  [0x81, 'open_file', program],
  [0x82, 'close_file', program],
  [0x88, 'execute_multiple_commands', command],
  [0x8f, 'apply_port_configuration', configure],
  [0xa1, 'protected_typed_logical_read_2', read],
  [0xa2, 'protected_typed_logical_read_3', read],
  // Not in the publication: RSLogix asks MicroLogix for words by address, as its answers show.
  [0xa3, 'read_words_by_address', read],
  [0xa7, 'protected_typed_file_read', read],
  [0xa9, 'protected_typed_logical_write_2', write],
  [0xaa, 'protected_typed_logical_write_3', write],
  [0xab, 'protected_typed_logical_masked_write', write],
  [0xaf, 'protected_typed_file_write', program, ['T0889']],
];

/** Command and function in one number; commands without a function have 0x00 there. */
export function serviceCode(command: number, fn: number): number {
  return hasFunction(command) ? (command << 8) | fn : command << 8;
}

/** Whether a function code follows the transaction number. */
export function hasFunction(command: number): boolean {
  return command === 0x06 || command === 0x07 || command === 0x0f;
}

export const PCCC_SERVICES: readonly ServiceFacts[] = [
  ...BASIC.map((row) => facts(row, row[0] << 8)),
  ...DIAGNOSTIC.map((row) => facts(row, 0x0600 | row[0])),
  ...MODE.map((row) => facts(row, 0x0700 | row[0])),
  ...EXTENDED.map((row) => facts(row, 0x0f00 | row[0])),
];

function facts([, name, verb, techniques]: Row, code: number): ServiceFacts {
  return techniques === undefined ? { code, name, verb } : { code, name, verb, techniques };
}

const BY_CODE = new Map(PCCC_SERVICES.map((one) => [one.code, one]));

export function isKnownFunction(code: number): boolean {
  return BY_CODE.has(code);
}

/** Stands for a message that is missing. */
export const NO_SERVICE = 0xffff;

/** What a command and function ask for. */
export function pcccService(code: number): ServiceFacts {
  const known = BY_CODE.get(code);
  return known ?? { code, name: `unknown_service_${code}`, verb: command };
}

/** Status codes that the remote node gives, 1770-6.5.16 chapter 8: the high four bits. */
const REMOTE: readonly string[] = [
  'success',
  'illegal_command_or_format',
  'host_will_not_communicate',
  'remote_host_missing',
  'hardware_fault',
  'addressing_problem_or_memory_protected',
  'command_protected',
  'processor_in_program_mode',
  'compatibility_file_missing',
  'remote_node_cannot_buffer_command',
  'wait_for_acknowledgement',
  'remote_node_problem_due_to_download',
];
/** The same for the local node: the low four bits. */
const LOCAL: readonly string[] = [
  'success',
  'out_of_buffer_space',
  'no_acknowledgement',
  'duplicate_token_holder',
  'local_port_disconnected',
  'application_timed_out',
  'duplicate_node',
  'station_offline',
  'hardware_fault',
];
/** Extended status of command 0x0F. */
const EXTENDED_STATUS: readonly string[] = [
  'success',
  'illegal_value',
  'too_few_address_levels',
  'too_many_address_levels',
  'symbol_not_found',
  'symbol_format_improper',
  'address_not_usable',
  'file_wrong_size',
  'situation_has_changed',
  'data_or_file_too_large',
  'transaction_too_large',
  'access_denied',
  'resource_not_available',
  'resource_already_available',
  'command_cannot_be_executed',
  'histogram_overflow',
  'no_access',
  'illegal_data_type',
  'invalid_parameter',
  'address_in_deleted_area',
  'unknown_failure',
  'data_conversion_error',
  'scanner_cannot_reach_rack',
  'type_mismatch',
  'module_response_invalid',
  'duplicated_label',
  'file_open_by_another_node',
  'another_node_is_program_owner',
  'reserved',
  'reserved',
  'data_table_element_protected',
  'temporary_internal_problem',
];

/** Says that the extended status holds the reason. */
export const STATUS_EXTENDED = 0xf0;

export function pcccStatusName(status: number, extended: number): string {
  if (status === STATUS_EXTENDED) {
    return (
      (extended > 0 ? EXTENDED_STATUS[extended] : undefined) ??
      `unknown_extended_status_${extended}`
    );
  }
  const told = status >= 0x10 ? REMOTE[status >> 4] : LOCAL[status];
  return told ?? `unknown_status_${status}`;
}
