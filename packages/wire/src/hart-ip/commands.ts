import { VERB } from '../flow/flow.ts';
import type { ServiceFacts } from '../protocol.ts';

const { read, write, command, configure, discover, connect } = VERB;

/** Code of a message that carries no command: this, and its message identifier. */
export const SESSION_CODE = 0x10000;

const PARAMETER = ['T0836'];
const FORCED = ['T0835'];

function of(
  verb: number,
  commands: Readonly<Record<number, string>>,
  techniques?: readonly string[],
): ServiceFacts[] {
  return Object.entries(commands).map(([code, name]) => {
    const facts = { code: Number(code), name, verb };
    return techniques === undefined ? facts : { ...facts, techniques };
  });
}

/**
 * Universal commands (HCF_SPEC-127), common practice commands (HCF_SPEC-151), some of WirelessHART
 * (HCF_SPEC-155), and the messages of HART-IP (HCF_SPEC-085 §10).
 */
export const SERVICES: readonly ServiceFacts[] = [
  ...of(discover, {
    54: 'read_device_variable_information',
    74: 'read_io_system_capabilities',
    777: 'read_wireless_device_information',
  }),
  ...of(
    discover,
    {
      0: 'read_unique_identifier',
      11: 'read_unique_identifier_by_tag',
      21: 'read_unique_identifier_by_long_tag',
      84: 'read_sub_device_identity_summary',
    },
    ['T0888'],
  ),
  ...of(discover, { 73: 'find_device', 75: 'poll_sub_device' }, ['T0846']),
  ...of(read, {
    1: 'read_primary_variable',
    2: 'read_loop_current_and_percent_of_range',
    3: 'read_dynamic_variables_and_loop_current',
    7: 'read_loop_configuration',
    8: 'read_dynamic_variable_classifications',
    9: 'read_device_variables_with_status',
    12: 'read_message',
    13: 'read_tag_descriptor_date',
    14: 'read_primary_variable_transducer_information',
    15: 'read_device_information',
    16: 'read_final_assembly_number',
    20: 'read_long_tag',
    33: 'read_device_variables',
    48: 'read_additional_device_status',
    50: 'read_dynamic_variable_assignments',
    57: 'read_unit_tag_descriptor_date',
    60: 'read_analog_channel_and_percent_of_range',
    61: 'read_dynamic_variables_and_analog_channel',
    62: 'read_analog_channels',
    63: 'read_analog_channel_information',
    70: 'read_analog_channel_endpoint_values',
    76: 'read_lock_device_state',
    78: 'read_aggregated_commands',
    80: 'read_device_variable_trim_points',
    81: 'read_device_variable_trim_guidelines',
    85: 'read_io_channel_statistics',
    86: 'read_sub_device_statistics',
    90: 'read_real_time_clock',
    91: 'read_trend_configuration',
    93: 'read_trend',
    94: 'read_io_system_client_statistics',
    95: 'read_device_communication_statistics',
    96: 'read_synchronous_action',
    98: 'read_command_action',
    101: 'read_sub_device_to_burst_message_map',
    105: 'read_burst_mode_configuration',
    110: 'read_all_dynamic_variables',
    114: 'read_caught_device_variable',
    115: 'read_event_notification_summary',
    769: 'read_join_status',
    774: 'read_network_id',
    776: 'read_network_tag',
    778: 'read_battery_life',
    779: 'report_device_health',
    780: 'report_neighbor_health_list',
    787: 'report_neighbor_signal_levels',
    794: 'read_utc_time_mapping',
    512: 'read_country_code',
    515: 'read_event_manager_registration_status',
    516: 'read_device_location',
    518: 'read_location_description',
    520: 'read_process_unit_tag',
    523: 'read_condensed_status_mapping_array',
    528: 'read_sub_device_assignment_list_information',
    529: 'read_sub_device_assignment',
    532: 'read_client_subscription_summary',
    534: 'read_device_variable_simulation_status',
    538: 'read_hart_ip_server_ports',
    543: 'read_syslog_server_name_and_port',
    833: 'read_neighbor_health_of_device',
    834: 'read_network_topology_information',
    840: 'read_device_statistics',
  }),
  ...of(configure, {
    6: 'write_polling_address',
    17: 'write_message',
    18: 'write_tag_descriptor_date',
    19: 'write_final_assembly_number',
    22: 'write_long_tag',
    38: 'reset_configuration_changed_flag',
    39: 'eeprom_control',
    49: 'write_transducer_serial_number',
    56: 'write_device_variable_transducer_serial_number',
    58: 'write_unit_tag_descriptor_date',
    59: 'write_number_of_response_preambles',
    71: 'lock_device',
    87: 'write_io_system_master_mode',
    88: 'write_io_system_retry_count',
    92: 'write_trend_configuration',
    97: 'configure_synchronous_action',
    99: 'configure_command_action',
    102: 'map_sub_device_to_burst_message',
    103: 'write_burst_period',
    104: 'write_burst_trigger',
    106: 'flush_delayed_responses',
    107: 'write_burst_device_variables',
    108: 'write_burst_mode_command_number',
    109: 'burst_mode_control',
    113: 'catch_device_variable',
    771: 'force_join_mode',
    773: 'write_network_id',
    775: 'write_network_tag',
    513: 'write_country_code',
    514: 'register_event_manager',
    517: 'write_device_location',
    519: 'write_location_description',
    521: 'write_process_unit_tag',
    522: 'write_volumetric_flow_classification',
    524: 'write_condensed_status_mapping',
    525: 'reset_condensed_status_map',
    530: 'write_sub_device_assignment',
    531: 'transfer_live_sub_device_list_to_assignment_list',
    533: 'write_client_subscription_flags',
    539: 'write_hart_ip_udp_port',
    540: 'write_hart_ip_tcp_port',
    544: 'write_syslog_port',
    545: 'write_syslog_server_name',
  }),
  ...of(
    configure,
    {
      541: 'write_client_password',
      542: 'write_client_pre_shared_key',
      546: 'write_syslog_server_pre_shared_key',
      547: 'write_syslog_server_password',
      768: 'write_join_key',
    },
    ['T0892'],
  ),
  ...of(
    configure,
    {
      34: 'write_primary_variable_damping',
      35: 'write_primary_variable_range_values',
      36: 'set_primary_variable_upper_range_value',
      37: 'set_primary_variable_lower_range_value',
      43: 'set_primary_variable_zero',
      44: 'write_primary_variable_units',
      45: 'trim_loop_current_zero',
      46: 'trim_loop_current_gain',
      47: 'write_primary_variable_transfer_function',
      51: 'write_dynamic_variable_assignments',
      52: 'set_device_variable_zero',
      53: 'write_device_variable_units',
      55: 'write_device_variable_damping',
      64: 'write_analog_channel_additional_damping',
      65: 'write_analog_channel_range_values',
      67: 'trim_analog_channel_zero',
      68: 'trim_analog_channel_gain',
      69: 'write_analog_channel_transfer_function',
      82: 'write_device_variable_trim_point',
      83: 'reset_device_variable_trim',
      89: 'set_real_time_clock',
      793: 'write_utc_time_mapping',
    },
    PARAMETER,
  ),
  ...of(
    configure,
    {
      116: 'write_event_notification_bit_mask',
      117: 'write_event_notification_timing',
      118: 'event_notification_control',
      119: 'acknowledge_event_notification',
    },
    ['T0838'],
  ),
  ...of(
    configure,
    {
      40: 'enter_or_exit_fixed_current_mode',
      66: 'enter_or_exit_fixed_analog_channel_mode',
      79: 'write_device_variable',
      526: 'write_status_simulation_mode',
      527: 'simulate_status_bit',
    },
    FORCED,
  ),
  ...of(command, { 42: 'perform_device_reset' }, ['T0816']),
  ...of(command, { 41: 'perform_self_test', 72: 'squawk', 77: 'send_command_to_sub_device' }),
  ...of(write, { 111: 'transfer_service_control', 112: 'transfer_service' }),
  ...of(connect, {
    [SESSION_CODE]: 'session_initiate',
    [SESSION_CODE | 1]: 'session_close',
    [SESSION_CODE | 2]: 'keep_alive',
    [SESSION_CODE | 3]: 'token_passing_pdu',
    [SESSION_CODE | 4]: 'direct_pdu',
  }),
  ...of(read, { [SESSION_CODE | 5]: 'read_audit_log' }),
];

const BY_CODE = new Map(SERVICES.map((service) => [service.code, service]));

/** Code and name of a service; commands from 128 to 253 are the maker's own, HCF_SPEC-99 §7. */
export function serviceNamed(code: number): { readonly code: number; readonly name: string } {
  const own = code >= 128 && code <= 253 ? `device_specific_command_${code}` : undefined;
  return { code, name: BY_CODE.get(code)?.name ?? own ?? `unknown_service_${code}` };
}

export function isKnownCommand(code: number): boolean {
  return BY_CODE.has(code) || (code >= 128 && code <= 253);
}

export function verbOf(code: number): number {
  return BY_CODE.get(code)?.verb ?? command;
}

export function techniquesOf(code: number): readonly string[] {
  return BY_CODE.get(code)?.techniques ?? [];
}
