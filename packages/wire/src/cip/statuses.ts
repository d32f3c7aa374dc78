/** General status codes, CIP Volume 1 appendix B-1. */
const GENERAL: readonly string[] = [
  'success',
  'connection_failure',
  'resource_unavailable',
  'invalid_parameter_value',
  'path_segment_error',
  'path_destination_unknown',
  'partial_transfer',
  'connection_lost',
  'service_not_supported',
  'invalid_attribute_value',
  'attribute_list_error',
  'already_in_requested_mode',
  'object_state_conflict',
  'object_already_exists',
  'attribute_not_settable',
  'privilege_violation',
  'device_state_conflict',
  'reply_data_too_large',
  'fragmentation_of_primitive_value',
  'not_enough_data',
  'attribute_not_supported',
  'too_much_data',
  'object_does_not_exist',
  'fragmentation_not_in_progress',
  'no_stored_attribute_data',
  'store_operation_failure',
  'routing_failure_request_too_large',
  'routing_failure_response_too_large',
  'missing_attribute_list_entry',
  'invalid_attribute_value_list',
  'embedded_service_error',
  'vendor_specific_error',
  'invalid_parameter',
  'write_once_value_already_written',
  'invalid_reply_received',
  'buffer_overflow',
  'invalid_message_format',
  'key_failure_in_path',
  'path_size_invalid',
  'unexpected_attribute_in_list',
  'invalid_member_id',
  'member_not_settable',
  'group_2_only_server_failure',
  'unknown_modbus_error',
  'attribute_not_gettable',
];

/** Extended codes of the Connection Manager, CIP Volume 1 table 3-5.33. */
const CONNECTION: ReadonlyMap<number, string> = new Map([
  [0x100, 'connection_in_use'],
  [0x103, 'transport_class_and_trigger_not_supported'],
  [0x106, 'ownership_conflict'],
  [0x107, 'target_connection_not_found'],
  [0x108, 'invalid_network_connection_parameter'],
  [0x109, 'invalid_connection_size'],
  [0x110, 'target_not_configured'],
  [0x111, 'rpi_not_supported'],
  [0x112, 'rpi_not_acceptable'],
  [0x113, 'out_of_connections'],
  [0x114, 'vendor_or_product_code_mismatch'],
  [0x115, 'device_type_mismatch'],
  [0x116, 'revision_mismatch'],
  [0x117, 'invalid_application_path'],
  [0x118, 'invalid_configuration_path'],
  [0x119, 'non_listen_only_connection_not_opened'],
  [0x11a, 'target_out_of_connections'],
  [0x11b, 'rpi_below_production_inhibit_time'],
  [0x11c, 'transport_class_not_supported'],
  [0x11d, 'production_trigger_not_supported'],
  [0x11e, 'direction_not_supported'],
  [0x127, 'invalid_originator_to_target_size'],
  [0x128, 'invalid_target_to_originator_size'],
  [0x129, 'invalid_configuration_application_path'],
  [0x12a, 'invalid_consuming_application_path'],
  [0x12b, 'invalid_producing_application_path'],
  [0x203, 'connection_timed_out'],
  [0x204, 'unconnected_request_timed_out'],
  [0x205, 'parameter_error_in_unconnected_request'],
  [0x206, 'message_too_large_for_unconnected_send'],
  [0x207, 'unconnected_acknowledged_without_reply'],
  [0x301, 'no_buffer_memory'],
  [0x302, 'network_bandwidth_not_available'],
  [0x303, 'no_consumed_connection_id_filter'],
  [0x311, 'port_not_available'],
  [0x312, 'link_address_not_valid'],
  [0x315, 'invalid_segment_in_path'],
  [0x316, 'forward_close_path_mismatch'],
  [0x317, 'scheduling_not_specified'],
  [0x318, 'link_address_to_self'],
  [0x319, 'secondary_resources_unavailable'],
  [0x31a, 'rack_connection_already_established'],
  [0x31b, 'module_connection_already_established'],
  [0x31c, 'miscellaneous'],
  [0x800, 'network_link_offline'],
  [0x80f, 'configuration_not_allowed'],
  [0x810, 'no_target_application_data'],
  [0x811, 'no_originator_application_data'],
]);

/** Status codes of the encapsulation header, CIP Volume 2 table 2-3.3. */
const ENCAPSULATION: ReadonlyMap<number, string> = new Map([
  [0, 'success'],
  [1, 'invalid_command'],
  [2, 'insufficient_memory'],
  [3, 'incorrect_data'],
  [0x64, 'invalid_session_handle'],
  [0x65, 'invalid_length'],
  [0x69, 'unsupported_protocol_revision'],
  [0x6a, 'service_not_allowed_on_port'],
]);

/** Something went wrong with an attribute of a list; each has a status of its own. */
export const ATTRIBUTE_LIST_ERROR = 0x0a;

/** Success, and "there is more": the answers that are no refusal. */
export function isSuccess(status: number): boolean {
  return status === 0 || status === 6;
}

/** Name of a general status and, where there is one, of its extended code; 0 and -1 for none. */
export function statusName(status: number, extended: number): string {
  const name = GENERAL[status] ?? `unknown_status_${status}`;
  if (extended <= 0) return name;
  const told = status === 1 ? CONNECTION.get(extended) : undefined;
  return `${name}.${told ?? `0x${extended.toString(16).padStart(4, '0')}`}`;
}

export function encapsulationStatusName(status: number): string {
  return ENCAPSULATION.get(status) ?? `unknown_status_${status}`;
}

export function isEncapsulationStatus(status: number): boolean {
  return ENCAPSULATION.has(status);
}
