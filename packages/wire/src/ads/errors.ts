/** Global error codes, Beckhoff Information System, "ADS Return Codes". */
const GLOBAL = [
  'no_error',
  'internal_error',
  'no_real_time',
  'allocation_locked',
  'mailbox_full',
  'wrong_receive_message',
  'target_port_not_found',
  'target_machine_not_found',
  'unknown_command',
  'bad_task',
  'no_io',
  'unknown_ams_command',
  'win32_error',
  'port_not_connected',
  'invalid_ams_length',
  'invalid_ams_net_id',
  'low_installation_level',
  'no_debug_available',
  'port_disabled',
  'port_already_connected',
  'ams_sync_win32_error',
  'ams_sync_timeout',
  'ams_sync_error',
  'ams_sync_no_index_map',
  'invalid_ams_port',
  'no_memory',
  'tcp_send_error',
  'host_unreachable',
  'invalid_ams_fragment',
  'tls_send_error',
  'access_denied',
];

/** Router error codes, from 0x500. */
const ROUTER = [
  'router_no_locked_memory',
  'router_resize_memory',
  'router_mailbox_full',
  'router_debug_box_full',
  'router_unknown_port_type',
  'router_not_initialised',
  'router_port_in_use',
  'router_port_not_registered',
  'router_no_more_queues',
  'router_invalid_port',
  'router_not_activated',
  'router_fragment_box_full',
  'router_fragment_timeout',
  'router_to_be_removed',
];

/** Device error codes, from 0x700. */
const DEVICE = [
  'device_error',
  'service_not_supported',
  'invalid_index_group',
  'invalid_index_offset',
  'invalid_access',
  'invalid_size',
  'invalid_data',
  'device_not_ready',
  'device_busy',
  'invalid_context',
  'no_memory',
  'invalid_parameter',
  'not_found',
  'syntax_error',
  'incompatible',
  'already_exists',
  'symbol_not_found',
  'symbol_version_invalid',
  'invalid_state',
  'trans_mode_not_supported',
  'notification_handle_invalid',
  'client_unknown',
  'no_more_handles',
  'invalid_watch_size',
  'not_initialised',
  'timeout',
  'no_interface',
  'invalid_interface',
  'invalid_class_id',
  'invalid_object_id',
  'pending',
  'aborted',
  'signal_warning',
  'invalid_array_index',
  'symbol_not_active',
  'access_denied',
  'licence_missing',
  'licence_expired',
  'licence_exceeded',
  'licence_invalid',
];

/** Client error codes, from 0x740. */
const CLIENT = [
  'client_error',
  'client_invalid_parameter',
  'client_list_empty',
  'client_variable_in_use',
  'client_duplicate_invoke_id',
  'client_sync_timeout',
  'client_win32_error',
  'client_timeout_invalid',
  'client_port_not_open',
  'client_no_ams_address',
];

/** Name of an ADS or AMS error code; `error_0x2745` for one without a name here. */
export function adsErrorName(code: number): string {
  const name =
    code >= 0x740 ? CLIENT[code - 0x740] : code >= 0x700 ? DEVICE[code - 0x700] : routerName(code);
  return name ?? `error_0x${code.toString(16)}`;
}

function routerName(code: number): string | undefined {
  return code >= 0x500 ? ROUTER[code - 0x500] : GLOBAL[code];
}
