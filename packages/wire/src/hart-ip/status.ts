/** Response codes of commands that mean the same for all of them, HCF_SPEC-307 §6. */
const CODES: Readonly<Record<number, string>> = {
  1: 'undefined',
  2: 'invalid_selection',
  3: 'parameter_too_large',
  4: 'parameter_too_small',
  5: 'too_few_data_bytes',
  6: 'device_specific_error',
  7: 'in_write_protect_mode',
  16: 'access_restricted',
  17: 'invalid_device_variable_index',
  18: 'invalid_units_code',
  19: 'device_variable_index_not_allowed',
  20: 'invalid_extended_command_number',
  21: 'invalid_io_card_number',
  22: 'invalid_channel_number',
  23: 'sub_device_response_too_long',
  32: 'busy',
  33: 'delayed_response_initiated',
  34: 'delayed_response_running',
  35: 'delayed_response_dead',
  36: 'delayed_response_conflict',
  60: 'payload_too_long',
  61: 'no_buffers_available',
  62: 'no_alarm_or_event_buffers_available',
  63: 'priority_too_low',
  64: 'command_not_implemented',
};

/** What a device says of its last reception, the low bits of a communication error. */
const COMMUNICATION: readonly (readonly [number, string])[] = [
  [0x40, 'vertical_parity_error'],
  [0x20, 'overrun_error'],
  [0x10, 'framing_error'],
  [0x08, 'longitudinal_parity_error'],
  [0x02, 'buffer_overflow'],
];

/** Status of the header of HART-IP, HCF_SPEC-085 §10.3. */
const SESSION: Readonly<Record<number, string>> = {
  2: 'invalid_selection',
  3: 'parameter_too_large',
  4: 'parameter_too_small',
  5: 'too_few_data_bytes',
  6: 'device_specific_error',
  14: 'version_not_supported',
  15: 'all_sessions_in_use',
  16: 'access_restricted',
};
const SESSION_WARNING = 8;

/** Device status, bit 7 first, HCF_SPEC-99 §7.4.3; '' is usual. */
const DEVICE = [
  'device_malfunction',
  'configuration_changed',
  'cold_start',
  '',
  'loop_current_fixed',
  'loop_current_saturated',
  'secondary_variable_out_of_limits',
  'primary_variable_out_of_limits',
];

/**
 * Whether a response code refuses: communication errors and those of class error. Warnings are 8,
 * 14, 24 to 27, 30, 31 and 96 to 127; 33 and 34 say that the answer takes time.
 */
export function refuses(code: number): boolean {
  if (code >= 0x80) return true;
  if (code === 0 || code === 8 || code === 14 || code >= 96) return false;
  if ((code >= 24 && code <= 27) || code === 30 || code === 31) return false;
  return code !== 33 && code !== 34;
}

export function codeName(code: number): string {
  if (code >= 0x80) {
    const found = COMMUNICATION.find(([bit]) => (code & bit) !== 0);
    return found?.[1] ?? 'communication_error';
  }
  return CODES[code] ?? `command_specific_error_${code}`;
}

export function sessionRefuses(status: number): boolean {
  return status !== 0 && status !== SESSION_WARNING;
}

export function sessionStatusName(status: number): string {
  return SESSION[status] ?? `unknown_status_${status}`;
}

/** What a device says of itself with each answer. */
export function deviceStatusNames(status: number): string[] {
  return DEVICE.filter((name, i) => name !== '' && (status & (0x80 >> i)) !== 0);
}

const ERRORS = ['session_closed', 'primary_session_unavailable', 'service_unavailable'];

/** Code of a message that is an error as a whole, HCF_SPEC-085 §10.3. */
export function errorName(code: number): string {
  return ERRORS[code] ?? `unknown_error_${code}`;
}
