/** Bits of the second byte of the internal indications that refuse a request, IEEE 1815 §4.5. */
const REFUSALS: readonly (readonly [number, string])[] = [
  [0x01, 'function_not_supported'],
  [0x02, 'object_unknown'],
  [0x04, 'parameter_error'],
  [0x10, 'already_executing'],
];

/** What the indications say beside that, bit 0 of the first byte first; '' says nothing. */
const INDICATIONS = [
  'broadcast_received',
  '',
  '',
  '',
  'need_time',
  'local_control',
  'device_trouble',
  'device_restart',
  '',
  '',
  '',
  'event_buffer_overflow',
  '',
  'configuration_corrupt',
];

/** Status of a control, IEEE 1815 Annex A.8.1 (group 12 variation 1). */
const CONTROLS: Readonly<Record<number, string>> = {
  0: 'success',
  1: 'timeout',
  2: 'no_select',
  3: 'format_error',
  4: 'not_supported',
  5: 'already_active',
  6: 'hardware_error',
  7: 'local',
  8: 'too_many_objects',
  9: 'not_authorized',
  10: 'automation_inhibit',
  11: 'processing_limited',
  12: 'out_of_range',
  13: 'downstream_local',
  14: 'already_complete',
  15: 'blocked',
  16: 'cancelled',
  17: 'blocked_by_other_master',
  18: 'downstream_fail',
  126: 'non_participating',
  127: 'undefined',
};

/** Status of a file, IEEE 1815 Annex A.29 (group 70). */
const FILES: Readonly<Record<number, string>> = {
  0: 'success',
  1: 'permission_denied',
  2: 'invalid_mode',
  3: 'file_not_found',
  4: 'file_locked',
  5: 'too_many_open',
  6: 'invalid_handle',
  7: 'write_block_size',
  8: 'communication_lost',
  9: 'cannot_abort',
  16: 'not_opened',
  17: 'handle_expired',
  18: 'buffer_overrun',
  19: 'fatal',
  20: 'block_sequence',
  255: 'undefined',
};

/** The bit of the second indication byte that refuses; 0 where none does. */
export function refusalBit(second: number): number {
  for (const [bit] of REFUSALS) if ((second & bit) !== 0) return bit;
  return 0;
}

export function refusalName(bit: number): string {
  return REFUSALS.find(([one]) => one === bit)?.[1] ?? `unknown_indication_${bit}`;
}

/** What an outstation says of itself, without what refuses and which classes have events. */
export function indicationNames(first: number, second: number): string[] {
  const bits = first | (second << 8);
  return INDICATIONS.filter((name, bit) => name !== '' && (bits & (1 << bit)) !== 0);
}

export function controlStatusName(status: number): string {
  return CONTROLS[status] ?? `unknown_status_${status}`;
}

export function fileStatusName(status: number): string {
  return FILES[status] ?? `unknown_file_status_${status}`;
}
