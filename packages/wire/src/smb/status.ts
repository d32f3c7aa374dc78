/** Codes that do not refuse though their severity says so. */
export const STATUS = {
  pending: 0x103,
  moreProcessing: 0xc0000016,
} as const;

/** Severity of a status is in its two highest bits; 3 is an error, MS-ERREF §2.3. */
const ERROR = 3;

/** Whether the server refused; warnings and the steps of a log-on do not. */
export function isRefusal(status: number): boolean {
  return status >>> 30 === ERROR && status !== STATUS.moreProcessing;
}

/** Names of NTSTATUS values that servers answer with, MS-ERREF §2.3.1, in lower case. */
export const STATUS_NAMES: ReadonlyMap<number, string> = new Map([
  [0xc0000001, 'status_unsuccessful'],
  [0xc0000002, 'status_not_implemented'],
  [0xc0000003, 'status_invalid_info_class'],
  [0xc0000008, 'status_invalid_handle'],
  [0xc000000d, 'status_invalid_parameter'],
  [0xc000000e, 'status_no_such_device'],
  [0xc000000f, 'status_no_such_file'],
  [0xc0000010, 'status_invalid_device_request'],
  [0xc0000011, 'status_end_of_file'],
  [0xc0000022, 'status_access_denied'],
  [0xc0000023, 'status_buffer_too_small'],
  [0xc0000033, 'status_object_name_invalid'],
  [0xc0000034, 'status_object_name_not_found'],
  [0xc0000035, 'status_object_name_collision'],
  [0xc0000039, 'status_object_path_invalid'],
  [0xc000003a, 'status_object_path_not_found'],
  [0xc0000043, 'status_sharing_violation'],
  [0xc0000054, 'status_file_lock_conflict'],
  [0xc0000055, 'status_lock_not_granted'],
  [0xc0000056, 'status_delete_pending'],
  [0xc000005e, 'status_no_logon_servers'],
  [0xc0000061, 'status_privilege_not_held'],
  [0xc0000064, 'status_no_such_user'],
  [0xc000006a, 'status_wrong_password'],
  [0xc000006d, 'status_logon_failure'],
  [0xc000006e, 'status_account_restriction'],
  [0xc000006f, 'status_invalid_logon_hours'],
  [0xc0000070, 'status_invalid_workstation'],
  [0xc0000071, 'status_password_expired'],
  [0xc0000072, 'status_account_disabled'],
  [0xc000007f, 'status_disk_full'],
  [0xc000009a, 'status_insufficient_resources'],
  [0xc00000a2, 'status_media_write_protected'],
  [0xc00000ac, 'status_pipe_not_available'],
  [0xc00000ae, 'status_pipe_busy'],
  [0xc00000b0, 'status_pipe_disconnected'],
  [0xc00000b5, 'status_io_timeout'],
  [0xc00000ba, 'status_file_is_a_directory'],
  [0xc00000bb, 'status_not_supported'],
  [0xc00000be, 'status_bad_network_path'],
  [0xc00000c4, 'status_unexpected_network_error'],
  [0xc00000c9, 'status_network_name_deleted'],
  [0xc00000ca, 'status_network_access_denied'],
  [0xc00000cb, 'status_bad_device_type'],
  [0xc00000cc, 'status_bad_network_name'],
  [0xc0000101, 'status_directory_not_empty'],
  [0xc0000103, 'status_not_a_directory'],
  [0xc0000120, 'status_cancelled'],
  [0xc0000128, 'status_file_closed'],
  [0xc000014b, 'status_pipe_broken'],
  [0xc000015b, 'status_logon_type_not_granted'],
  [0xc0000184, 'status_invalid_device_state'],
  [0xc000018b, 'status_no_trust_sam_account'],
  [0xc0000192, 'status_netlogon_not_started'],
  [0xc0000193, 'status_account_expired'],
  [0xc0000203, 'status_user_session_deleted'],
  [0xc0000205, 'status_insuff_server_resources'],
  [0xc000020c, 'status_connection_disconnected'],
  [0xc000020d, 'status_connection_reset'],
  [0xc0000224, 'status_password_must_change'],
  [0xc0000225, 'status_not_found'],
  [0xc0000234, 'status_account_locked_out'],
  [0xc0000257, 'status_path_not_covered'],
  [0xc000035c, 'status_network_session_expired'],
]);

/** Why a NetBIOS session was not opened, RFC 1002 §4.3.4. */
export const SESSION_ERRORS: ReadonlyMap<number, string> = new Map([
  [0x80, 'not_listening_on_called_name'],
  [0x81, 'not_listening_for_calling_name'],
  [0x82, 'called_name_not_present'],
  [0x83, 'insufficient_resources'],
  [0x8f, 'unspecified_error'],
]);
