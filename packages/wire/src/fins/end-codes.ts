/** End codes by main and sub-code, W342 §5-1-3, with what CV mode has more (W227 §2-5). */
const END_CODES: ReadonlyMap<number, string> = new Map([
  [0x0001, 'service_canceled'],
  [0x0101, 'local_node_not_in_network'],
  [0x0102, 'token_timeout'],
  [0x0103, 'retries_failed'],
  [0x0104, 'too_many_send_frames'],
  [0x0105, 'node_address_range_error'],
  [0x0106, 'node_address_duplication'],
  [0x0201, 'destination_node_not_in_network'],
  [0x0202, 'unit_missing'],
  [0x0203, 'third_node_missing'],
  [0x0204, 'destination_node_busy'],
  [0x0205, 'response_timeout'],
  [0x0301, 'communications_controller_error'],
  [0x0302, 'cpu_unit_error'],
  [0x0303, 'controller_error'],
  [0x0304, 'unit_number_error'],
  [0x0401, 'undefined_command'],
  [0x0402, 'not_supported_by_model_or_version'],
  [0x0501, 'destination_address_setting_error'],
  [0x0502, 'no_routing_tables'],
  [0x0503, 'routing_table_error'],
  [0x0504, 'too_many_relays'],
  [0x1001, 'command_too_long'],
  [0x1002, 'command_too_short'],
  [0x1003, 'elements_and_data_do_not_match'],
  [0x1004, 'command_format_error'],
  [0x1005, 'header_error'],
  [0x1101, 'area_classification_missing'],
  [0x1102, 'access_size_error'],
  [0x1103, 'address_range_error'],
  [0x1104, 'address_range_exceeded'],
  [0x1106, 'program_missing'],
  [0x1109, 'relational_error'],
  [0x110a, 'duplicate_data_access'],
  [0x110b, 'response_too_long'],
  [0x110c, 'parameter_error'],
  [0x2002, 'read_protected'],
  [0x2003, 'table_missing'],
  [0x2004, 'data_missing'],
  [0x2005, 'read_program_missing'],
  [0x2006, 'read_file_missing'],
  [0x2007, 'data_mismatch'],
  [0x2101, 'read_only'],
  [0x2102, 'write_protected'],
  [0x2103, 'cannot_register'],
  [0x2105, 'write_program_missing'],
  [0x2106, 'write_file_missing'],
  [0x2107, 'file_name_exists'],
  [0x2108, 'cannot_change'],
  [0x2201, 'not_possible_during_execution'],
  [0x2202, 'not_possible_while_stopped'],
  [0x2203, 'wrong_mode_program'],
  [0x2204, 'wrong_mode_debug'],
  [0x2205, 'wrong_mode_monitor'],
  [0x2206, 'wrong_mode_run'],
  [0x2207, 'specified_node_not_polling_node'],
  [0x2208, 'step_cannot_be_executed'],
  [0x2301, 'file_device_missing'],
  [0x2302, 'memory_missing'],
  [0x2303, 'clock_missing'],
  [0x2401, 'data_link_table_missing_or_wrong'],
  [0x2502, 'memory_error'],
  [0x2503, 'io_setting_error'],
  [0x2504, 'too_many_io_points'],
  [0x2505, 'cpu_bus_error'],
  [0x2506, 'io_duplication'],
  [0x2507, 'io_bus_error'],
  [0x2509, 'sysmac_bus_2_error'],
  [0x250a, 'cpu_bus_unit_error'],
  [0x250d, 'sysmac_bus_number_duplication'],
  [0x250f, 'memory_error_status'],
  [0x2510, 'sysmac_bus_terminator_missing'],
  [0x2601, 'no_protection'],
  [0x2602, 'incorrect_password'],
  [0x2604, 'protected'],
  [0x2605, 'service_already_executing'],
  [0x2606, 'service_stopped'],
  [0x2607, 'no_execution_right'],
  [0x2608, 'settings_not_complete'],
  [0x2609, 'necessary_items_not_set'],
  [0x260a, 'number_already_defined'],
  [0x260b, 'error_will_not_clear'],
  [0x3001, 'no_access_right'],
  [0x4001, 'service_aborted'],
]);

/** The bits that tell of errors beside the service itself: relay, fatal and other CPU errors. */
const OTHER_ERRORS = 0x80c0;

/** The end code without the bits that tell of other errors; zero is normal completion. */
export function plainEndCode(code: number): number {
  return code & ~OTHER_ERRORS;
}

export function endCodeName(code: number): string {
  const plain = plainEndCode(code);
  return END_CODES.get(plain) ?? `end_code_0x${plain.toString(16).padStart(4, '0')}`;
}

/** Errors in the header of FINS/TCP, W421 §7-4-1. */
const TCP_ERRORS: ReadonlyMap<number, string> = new Map([
  [0x01, 'header_is_not_fins'],
  [0x02, 'data_too_long'],
  [0x03, 'command_not_supported'],
  [0x20, 'all_connections_in_use'],
  [0x21, 'node_already_connected'],
  [0x22, 'protected_node_from_other_address'],
  [0x23, 'client_node_address_out_of_range'],
  [0x24, 'client_and_server_have_one_node_address'],
  [0x25, 'no_node_address_left'],
]);

export function tcpErrorName(code: number): string {
  return TCP_ERRORS.get(code) ?? `tcp_error_0x${code.toString(16)}`;
}
