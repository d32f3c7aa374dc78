import { ServiceTable, servicesOf } from '../described/described.ts';
import { VERB } from '../flow/flow.ts';

const { read, write, command, program, configure, discover, connect, report } = VERB;

/**
 * Commands of FINS by main and sub-request code, W342 §5-1-1, and below 0x100 those of the header
 * of FINS/TCP, W421 §7-4.
 */
export const FINS_SERVICES = servicesOf([
  [0x0000, 'node_address_data_send', connect],
  [0x0003, 'frame_send_error_notification', report],
  [0x0006, 'connection_confirmation', connect],
  [0x0101, 'memory_area_read', read],
  [0x0102, 'memory_area_write', write],
  [0x0103, 'memory_area_fill', write],
  [0x0104, 'multiple_memory_area_read', read],
  [0x0105, 'memory_area_transfer', write],
  [0x0201, 'parameter_area_read', read],
  [0x0202, 'parameter_area_write', configure, 'T0836'],
  [0x0203, 'parameter_area_clear', configure, 'T0836 T0809'],
  [0x0220, 'data_link_table_read', read],
  [0x0221, 'data_link_table_write', configure, 'T0836'],
  [0x0304, 'program_area_protect', configure],
  [0x0305, 'program_area_protect_clear', configure],
  [0x0306, 'program_area_read', program, 'T0845'],
  [0x0307, 'program_area_write', program, 'T0843'],
  [0x0308, 'program_area_clear', program, 'T0809'],
  [0x0401, 'run', command, 'T0858'],
  [0x0402, 'stop', command, 'T0858'],
  [0x0403, 'reset', command, 'T0816'],
  [0x0501, 'controller_data_read', discover, 'T0888'],
  [0x0502, 'connection_data_read', discover, 'T0888'],
  [0x0601, 'controller_status_read', read, 'T0868'],
  [0x0602, 'network_status_read', read],
  [0x0603, 'data_link_status_read', read],
  [0x0620, 'cycle_time_read', read],
  [0x0701, 'clock_read', read],
  [0x0702, 'clock_write', configure, 'T0836'],
  [0x0801, 'loop_back_test', discover],
  [0x0802, 'broadcast_test_results_read', discover],
  [0x0803, 'broadcast_test_data_send', discover],
  [0x0920, 'message_read_or_clear', read],
  [0x0c01, 'access_right_acquire', connect],
  [0x0c02, 'access_right_forced_acquire', connect],
  [0x0c03, 'access_right_release', connect],
  [0x2101, 'error_clear', command],
  [0x2102, 'error_log_read', read],
  [0x2103, 'error_log_clear', command, 'T0872'],
  [0x2140, 'fins_write_access_log_read', read],
  [0x2141, 'fins_write_access_log_clear', command, 'T0872'],
  [0x2201, 'file_name_read', read],
  [0x2202, 'single_file_read', program],
  [0x2203, 'single_file_write', program],
  [0x2204, 'memory_card_format', configure, 'T0809'],
  [0x2205, 'file_delete', configure, 'T0809'],
  [0x2206, 'volume_label_create_or_delete', configure],
  [0x2207, 'file_copy', configure],
  [0x2208, 'file_name_change', configure],
  [0x2209, 'file_data_check', read],
  [0x220a, 'memory_area_file_transfer', write],
  [0x220b, 'parameter_area_file_transfer', configure],
  [0x220c, 'program_area_file_transfer', program],
  [0x220f, 'file_memory_index_read', read],
  [0x2210, 'file_memory_read', program],
  [0x2211, 'file_memory_write', program],
  [0x2215, 'directory_create_or_delete', configure],
  [0x2220, 'memory_cassette_transfer', program],
  [0x2301, 'forced_set_reset', configure, 'T0835'],
  [0x2302, 'forced_set_reset_cancel', configure],
  [0x230a, 'multiple_forced_status_read', read],
  [0x2601, 'name_set', configure],
  [0x2602, 'name_delete', configure],
  [0x2603, 'name_read', discover],
]);

export const FINS_TABLE = new ServiceTable(FINS_SERVICES, command, 4);

/** Operating modes, W342 §5-3-10. */
const MODES: Readonly<Record<number, string>> = {
  0: 'program',
  1: 'debug',
  2: 'monitor',
  4: 'run',
};

export function modeName(code: number): string {
  return MODES[code] ?? `mode_${code}`;
}

/** Parameter areas, W342 §5-2-3. */
const PARAMETER_AREAS: Readonly<Record<number, string>> = {
  0x8002: 'cpu_bus_unit_setup',
  0x8010: 'plc_setup',
  0x8011: 'peripheral_device_setup',
  0x8012: 'io_table',
  0x8013: 'routing_table',
};

export function parameterAreaName(code: number): string {
  return PARAMETER_AREAS[code] ?? `area_0x${code.toString(16).padStart(4, '0')}`;
}

/** What `forced_set_reset` does to a bit, W342 §5-3-34. */
const FORCES: Readonly<Record<number, string>> = {
  0x0000: 'force_reset',
  0x0001: 'force_set',
  0x8000: 'release_to_off',
  0x8001: 'release_to_on',
  0xffff: 'release',
};

export function forceName(code: number): string {
  return FORCES[code] ?? `force_0x${code.toString(16).padStart(4, '0')}`;
}
