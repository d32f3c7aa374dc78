import { ServiceTable, servicesOf } from '../described/described.ts';
import { VERB } from '../flow/flow.ts';

const { read, write, command, program, configure, discover, connect, report } = VERB;

/** What is added to a message type that is no command, to be a service code. */
export const MESSAGE_TYPE = 0x100;
export const TYPE = {
  connectionRequest: 1,
  connectionResponse: 2,
  disconnectionResponse: 3,
  disconnectionRequest: 4,
  command: 5,
  ping: 6,
  limitReached: 7,
  failed: 11,
} as const;

/**
 * Commands to the main processors, and the messages around them. The protocol is not published:
 * names and numbers are those of the dissectors of FireEye (2018) and Nozomi Networks (2018).
 */
export const TRISTATION_SERVICES = servicesOf([
  [0, 'start_download_all', program, 'T0843'],
  [1, 'start_download_change', program, 'T0843 T0889'],
  [2, 'update_configuration', configure, 'T0836'],
  [3, 'upload_configuration', program, 'T0845'],
  [4, 'set_io_addresses', configure, 'T0836'],
  [5, 'allocate_network', program, 'T0843'],
  [6, 'load_vector_table', program, 'T0843'],
  [7, 'set_calendar', configure, 'T0836'],
  [8, 'get_calendar', read],
  [9, 'set_scan_time', configure, 'T0836'],
  [10, 'end_download_all', program, 'T0843'],
  [11, 'end_download_change', program, 'T0843 T0889'],
  [12, 'cancel_download_change', program],
  [13, 'attach_tricon', connect],
  [14, 'set_io_address_limits', configure, 'T0836'],
  [15, 'configure_module', configure, 'T0836'],
  [16, 'set_multiple_point_values', write, 'T0855'],
  [17, 'enable_all_points', configure],
  [18, 'upload_vector_table', program, 'T0845'],
  [19, 'get_cp_status', read, 'T0868'],
  [20, 'run_program', command, 'T0858'],
  [21, 'halt_program', command, 'T0858'],
  [22, 'pause_program', command, 'T0858'],
  [23, 'do_single_scan', command, 'T0858'],
  [24, 'get_chassis_status', discover, 'T0888'],
  [25, 'get_minimum_scan_time', read],
  [26, 'set_node_number', configure, 'T0836'],
  [27, 'set_io_point_values', write, 'T0855'],
  [28, 'get_io_point_values', read],
  [29, 'get_mp_status', read],
  [30, 'set_retentive_values', write, 'T0836'],
  [31, 'adjust_clock_calendar', configure, 'T0836'],
  [32, 'clear_module_alarms', command, 'T0878'],
  [33, 'get_event_log', read],
  [34, 'set_soe_block', configure],
  [35, 'record_event_log', read],
  [36, 'get_soe_data', read],
  [37, 'enable_ovd', configure],
  [38, 'disable_ovd', configure, 'T0836'],
  [39, 'enable_all_ovds', configure],
  [40, 'disable_all_ovds', configure, 'T0836'],
  [41, 'process_modbus', command],
  [42, 'upload_network', program, 'T0845'],
  [43, 'set_label', configure],
  [44, 'configure_system_variables', configure, 'T0836'],
  [45, 'deconfigure_module', configure, 'T0836'],
  [46, 'get_system_variables', read],
  [47, 'get_module_types', discover, 'T0888'],
  [48, 'begin_conversion_table_download', program],
  [49, 'continue_conversion_table_download', program],
  [50, 'end_conversion_table_download', program],
  [51, 'get_conversion_table', read],
  [52, 'set_icm_status', configure],
  [53, 'broadcast_soe_data_available', report],
  [54, 'get_module_versions', discover, 'T0888'],
  [55, 'allocate_program', program, 'T0843 T0889'],
  [56, 'allocate_function', program, 'T0843 T0889'],
  [57, 'clear_retentives', command, 'T0809'],
  [58, 'set_initial_values', write],
  [59, 'start_ts2_program_download', program, 'T0843'],
  [60, 'set_ts2_data_area', write],
  [61, 'get_ts2_data', read],
  [62, 'set_ts2_data', write],
  [63, 'set_program_information', program],
  [64, 'get_program_information', read],
  [65, 'upload_program', program, 'T0845'],
  [66, 'upload_function', program, 'T0845'],
  [67, 'get_point_groups', read],
  [68, 'allocate_symbol_table', program, 'T0843'],
  [69, 'get_io_address', read],
  [70, 'resend_io_address', read],
  [71, 'get_program_timing', read],
  [72, 'allocate_multiple_functions', program, 'T0843 T0889'],
  [73, 'get_node_number', read],
  [74, 'get_symbol_table', read],
  [80, 'go_to_download_mode', command, 'T0858'],
  [MESSAGE_TYPE + TYPE.connectionRequest, 'connection_request', connect],
  [MESSAGE_TYPE + TYPE.disconnectionRequest, 'disconnection_request', connect],
  [MESSAGE_TYPE + TYPE.ping, 'ping', connect],
]);

export const TRISTATION_TABLE = new ServiceTable(TRISTATION_SERVICES, command, 2);

/** The answer that says that a command was rejected; from 200 on answers are reasons. */
export const REJECTED = 100;
export const REJECT_MIN = 200;

/** Reasons from 200 to 254, in order; empty where none has been published. */
const REASONS = `wrong_command load_in_progress bad_clock_calendar_data control_program_not_halted \
control_program_checksum_error no_memory control_program_not_valid not_loading_a_control_program \
network_out_of_range not_enough_arguments network_missing download_time_mismatch \
key_setting_prohibits_operation bad_control_program_version command_out_of_sequence - \
bad_module_index module_address_invalid - - bad_io_point_offset point_type_invalid \
point_location_invalid program_name_invalid - - - module_type_invalid - table_type_invalid - \
network_continuation_invalid scan_time_invalid load_busy mp_reeducated chassis_or_slot_invalid \
soe_number_invalid soe_type_invalid soe_state_invalid variable_write_protected \
node_number_mismatch command_not_allowed sequence_number_invalid time_change_on_non_master \
no_free_tristation_port tristation_i_command_invalid tristation_1131_command_invalid \
only_one_chassis_allowed bad_variable_address response_overflow bus_invalid disable_not_allowed \
length_invalid point_cannot_be_disabled too_many_retentive_variables`.split(' ');

/** Message types that refuse, beyond the codes of answers. */
const TYPES: Readonly<Record<number, string>> = {
  7: 'connection_limit_reached',
  8: 'not_connected',
  9: 'main_processors_dead',
  10: 'access_denied',
  11: 'connection_failed',
};

export function refusalName(code: number): string {
  if (code === REJECTED) return 'command_rejected';
  const name = code >= MESSAGE_TYPE ? TYPES[code - MESSAGE_TYPE] : REASONS[code - REJECT_MIN];
  return name === undefined || name === '-' ? `reject_${code}` : name;
}

/** Positions of the key switch, and what the control program does. */
const KEYS = ['stop', 'program', 'run', 'remote'];
const RUNS = ['running', 'halted', 'paused'];

export function keyName(code: number): string {
  return `key_${KEYS[code] ?? code}`;
}

export function runName(code: number): string {
  return RUNS[code] ?? `state_${code}`;
}
