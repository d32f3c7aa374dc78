import { numbered } from './names.ts';

/** Names of refusals and of the states that services set, ASHRAE 135-2020 clauses 18 and 21. */

/** BACnet error codes, clause 18. */
const ERROR_CODES = `
  other authentication_failed configuration_in_progress device_busy dynamic_creation_not_supported
  file_access_denied incompatible_security_levels inconsistent_parameters
  inconsistent_selection_criterion invalid_data_type invalid_file_access_method
  invalid_file_start_position invalid_operator_name invalid_parameter_data_type invalid_time_stamp
  key_generation_error missing_required_parameter no_objects_of_specified_type no_space_for_object
  no_space_to_add_list_element no_space_to_write_property no_vt_sessions_available
  property_is_not_a_list object_deletion_not_permitted object_identifier_already_exists
  operational_problem password_failure read_access_denied security_not_supported
  service_request_denied timeout unknown_object unknown_property #34 unknown_vt_class
  unknown_vt_session unsupported_object_type value_out_of_range vt_session_already_closed
  vt_session_termination_failure write_access_denied character_set_not_supported
  invalid_array_index cov_subscription_failed not_cov_property
  optional_functionality_not_supported invalid_configuration_data datatype_not_supported
  duplicate_name duplicate_object_id property_is_not_an_array abort_buffer_overflow
  abort_invalid_apdu_in_this_state abort_preempted_by_higher_priority_task
  abort_segmentation_not_supported abort_proprietary abort_other invalid_tag network_down
  reject_buffer_overflow reject_inconsistent_parameters reject_invalid_parameter_data_type
  reject_invalid_tag reject_missing_required_parameter reject_parameter_out_of_range
  reject_too_many_arguments reject_undefined_enumeration reject_unrecognized_service
  reject_proprietary reject_other unknown_device unknown_route value_not_initialized
  invalid_event_state no_alarm_configured log_buffer_full logged_value_purged
  no_property_specified not_configured_for_triggered_logging unknown_subscription
  parameter_out_of_range list_element_not_found busy communication_disabled success access_denied
  bad_destination_address bad_destination_device_id bad_signature bad_source_address bad_timestamp
  cannot_use_key cannot_verify_message_id correct_key_revision destination_device_id_required
  duplicate_message encryption_not_configured encryption_required incorrect_key invalid_key_data
  key_update_in_progress malformed_message not_key_server security_not_configured
  source_security_required too_many_keys unknown_authentication_type unknown_key
  unknown_key_revision unknown_source_message not_router_to_dnet router_busy
  unknown_network_message message_too_long security_error addressing_error write_bdt_failed
  read_bdt_failed register_foreign_device_failed read_fdt_failed delete_fdt_entry_failed
  distribute_broadcast_failed unknown_file_size abort_apdu_too_long
  abort_application_exceeded_reply_time abort_out_of_resources abort_tsm_timeout
  abort_window_size_out_of_range file_full inconsistent_configuration inconsistent_object_type
  internal_error not_configured out_of_memory value_too_long abort_insufficient_security
  abort_security_error duplicate_entry invalid_value_in_this_state invalid_operation_in_this_state
  list_item_not_numbered list_item_not_timestamped invalid_data_encoding bvlc_function_unknown
  bvlc_proprietary_function_unknown header_encoding_error header_not_understood message_incomplete
  not_a_bacnet_sc_hub payload_expected unexpected_data node_duplicate_vmac
  http_unexpected_response_code http_no_upgrade http_resource_not_local
  http_proxy_authentication_failed http_response_timeout http_response_syntax_error
  http_response_value_error http_response_missing_header http_websocket_header_error
  http_upgrade_required http_upgrade_error http_temporary_unavailable http_not_a_server http_error
  websocket_scheme_not_supported websocket_unknown_control_message websocket_close_error
  websocket_closed_by_peer websocket_endpoint_leaves websocket_protocol_error
  websocket_data_not_accepted websocket_closed_abnormally websocket_data_inconsistent
  websocket_data_against_policy websocket_frame_too_long websocket_extension_missing
  websocket_request_unavailable websocket_error tls_client_certificate_error
  tls_server_certificate_error tls_client_authentication_failed tls_server_authentication_failed
  tls_client_certificate_expired tls_server_certificate_expired tls_client_certificate_revoked
  tls_server_certificate_revoked tls_error dns_unavailable dns_name_resolution_failed
  dns_resolver_failure dns_error tcp_connect_timeout tcp_connection_refused tcp_closed_by_local
  tcp_closed_other tcp_error ip_address_not_reachable ip_error`;

/** BACnetEventType. */
const EVENT_TYPES = `
  change-of-bitstring change-of-state change-of-value command-failure floating-limit out-of-range
  complex-event-type buffer-ready-deprecated change-of-life-safety extended buffer-ready
  unsigned-range #13 access-event double-out-of-range signed-out-of-range unsigned-out-of-range
  change-of-characterstring change-of-status-flags change-of-reliability none
  change-of-discrete-value change-of-timer`;

const ERROR_CLASSES = 'device object property resources security services vt communication';
const REJECT_REASONS = `other buffer_overflow inconsistent_parameters invalid_parameter_data_type
  invalid_tag missing_required_parameter parameter_out_of_range too_many_arguments
  undefined_enumeration unrecognized_service`;
const ABORT_REASONS = `other buffer_overflow invalid_apdu_in_this_state
  preempted_by_higher_priority_task segmentation_not_supported security_error
  insufficient_security window_size_out_of_range application_exceeded_reply_time
  out_of_resources tsm_timeout apdu_too_long`;
/** Why a router does not pass a message on, clause 6.4.4. */
const NETWORK_REJECTS = `other network_not_reachable router_busy unknown_network_message
  message_too_long security_error addressing_error`;
/** Clause 16.4.1.1.1. */
const REINITIALIZE_STATES = `coldstart warmstart start-backup end-backup start-restore end-restore
  abort-restore activate-changes`;
/** Clause 16.1.1.1.3. */
const COMMUNICATION_STATES = 'enable disable disable-initiation';
/** BACnetLifeSafetyOperation, clause 21. */
const LIFE_SAFETY = `none silence silence-audible silence-visual reset reset-alarm reset-fault
  unsilence unsilence-audible unsilence-visual`;
const EVENT_STATES = 'normal fault offnormal high-limit low-limit life-safety-alarm';
const NOTIFY_TYPES = 'alarm event ack-notification';

const TABLES = {
  errorCode: numbered(ERROR_CODES),
  errorClass: numbered(ERROR_CLASSES),
  reject: numbered(REJECT_REASONS),
  abort: numbered(ABORT_REASONS),
  networkReject: numbered(NETWORK_REJECTS),
  reinitialize: numbered(REINITIALIZE_STATES),
  communication: numbered(COMMUNICATION_STATES),
  lifeSafety: numbered(LIFE_SAFETY),
  eventState: numbered(EVENT_STATES),
  eventType: numbered(EVENT_TYPES),
  notifyType: numbered(NOTIFY_TYPES),
} as const;

/** The name of a number in one of the tables; where it has none, the number after a word. */
export function nameIn(table: keyof typeof TABLES, number: number): string {
  return TABLES[table].get(number) ?? `unknown_${number}`;
}
