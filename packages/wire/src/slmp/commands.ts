import { ServiceTable, servicesOf } from '../described/described.ts';
import { VERB } from '../flow/flow.ts';

const { read, write, command, program, configure, discover, connect, report } = VERB;

/** Commands, SH-080956ENG §5.1. */
export const SLMP_SERVICES = servicesOf([
  [0x0101, 'read_type_name', discover, 'T0888'],
  [0x0401, 'device_read', read],
  [0x0403, 'device_read_random', read],
  [0x0406, 'device_read_block', read],
  [0x041a, 'array_label_read', read],
  [0x041c, 'label_read_random', read],
  [0x0601, 'extend_unit_read', read],
  [0x0613, 'memory_read', read],
  [0x0619, 'self_test', discover],
  [0x0801, 'entry_monitor_device', read],
  [0x0802, 'execute_monitor', read],
  [0x0e30, 'node_search', discover, 'T0846'],
  [0x0e31, 'ip_address_set', configure, 'T0836'],
  [0x1001, 'remote_run', command, 'T0858'],
  [0x1002, 'remote_stop', command, 'T0858'],
  [0x1003, 'remote_pause', command, 'T0858'],
  [0x1005, 'remote_latch_clear', command, 'T0809'],
  [0x1006, 'remote_reset', command, 'T0816'],
  [0x1401, 'device_write', write],
  [0x1402, 'device_write_random', write],
  [0x1406, 'device_write_block', write],
  [0x141a, 'array_label_write', write],
  [0x141b, 'label_write_random', write],
  [0x1601, 'extend_unit_write', write],
  [0x1613, 'memory_write', write],
  [0x1617, 'clear_error', command],
  [0x1630, 'remote_password_unlock', connect],
  [0x1631, 'remote_password_lock', connect],
  [0x1810, 'read_directory', read],
  [0x1811, 'search_directory', read],
  [0x1820, 'new_file', program],
  [0x1822, 'delete_file', program, 'T0809'],
  [0x1824, 'copy_file', program],
  [0x1825, 'change_file_state', configure],
  [0x1826, 'change_file_date', configure],
  [0x1827, 'open_file', program],
  [0x1828, 'read_file', program, 'T0845'],
  [0x1829, 'write_file', program, 'T0843'],
  [0x182a, 'close_file', program],
  [0x2101, 'on_demand', report],
  [0x3070, 'node_indication', command],
]);

export const SLMP_TABLE = new ServiceTable(SLMP_SERVICES, command, 4);

/** End codes, SH-080956ENG §6; those from 0x4000 to 0x4fff come from the CPU itself. */
const END_CODES: ReadonlyMap<number, string> = new Map([
  [0x4000, 'cpu_serial_communication_error'],
  [0x4001, 'cpu_request_not_supported'],
  [0x4002, 'cpu_request_not_supported'],
  [0x4005, 'cpu_data_too_large'],
  [0x4006, 'cpu_not_initialised'],
  [0x4010, 'cpu_is_running'],
  [0x4013, 'cpu_not_stopped'],
  [0x4021, 'drive_missing_or_wrong'],
  [0x4022, 'file_missing'],
  [0x4024, 'file_in_use'],
  [0x4025, 'file_in_use'],
  [0x4026, 'password_needed'],
  [0x4029, 'drive_full'],
  [0x4030, 'device_name_not_handled'],
  [0x4031, 'device_number_out_of_range'],
  [0x4080, 'request_data_error'],
  [0x413e, 'operation_prohibited'],
  [0xc050, 'ascii_code_not_convertible'],
  [0xc051, 'word_points_out_of_range'],
  [0xc052, 'bit_points_out_of_range'],
  [0xc053, 'word_points_of_random_out_of_range'],
  [0xc054, 'bit_points_of_random_out_of_range'],
  [0xc056, 'address_out_of_range'],
  [0xc058, 'length_differs_after_conversion'],
  [0xc059, 'command_or_subcommand_wrong'],
  [0xc05b, 'device_not_accessible'],
  [0xc05c, 'request_content_wrong'],
  [0xc05d, 'no_monitor_entry'],
  [0xc05f, 'not_executable_on_target'],
  [0xc060, 'bit_device_data_wrong'],
  [0xc061, 'request_length_wrong'],
  [0xc06f, 'ascii_and_binary_mixed'],
  [0xc070, 'extension_not_possible_for_target'],
  [0xc0b5, 'data_not_handled_by_target'],
  [0xc200, 'remote_password_wrong'],
  [0xc201, 'remote_password_locked'],
  [0xc202, 'remote_password_check_failed'],
  [0xc204, 'locked_by_another_device'],
  [0xc810, 'remote_password_wrong'],
  [0xc815, 'remote_password_lockout'],
  [0xcee0, 'other_request_in_process'],
  [0xcee1, 'request_too_large'],
  [0xcee2, 'response_too_large'],
]);

export function endCodeName(code: number): string {
  return END_CODES.get(code) ?? `end_code_0x${code.toString(16).padStart(4, '0')}`;
}

/** Complete codes of frame 1E, FX3U-ENET-ADP User's Manual §9.3.2. */
const OLD_CODES: ReadonlyMap<number, string> = new Map([
  [0x50, 'command_not_handled'],
  [0x54, 'ascii_code_not_convertible'],
  [0x56, 'device_wrong'],
  [0x57, 'points_out_of_range'],
  [0x58, 'head_device_out_of_range'],
  [0x5b, 'cpu_cannot_process'],
]);

/** The name of a complete code; `reason` is what stands behind code 0x5b, -1 where nothing does. */
export function oldCodeName(code: number, reason: number): string {
  const name = OLD_CODES.get(code) ?? `complete_code_0x${code.toString(16)}`;
  return reason < 0 ? name : `${name}_0x${reason.toString(16).padStart(2, '0')}`;
}
