/** Causes of transmission that decide what an ASDU is, IEC 60870-5-101 §7.2.3. */
export const CAUSE = {
  request: 5,
  activation: 6,
  activationConfirmed: 7,
  deactivation: 8,
  deactivationConfirmed: 9,
  activationTerminated: 10,
  fileTransfer: 13,
  unknownFirst: 44,
  unknownLast: 47,
} as const;

const NAMES: Readonly<Record<number, string>> = {
  1: 'periodic',
  2: 'background_scan',
  3: 'spontaneous',
  4: 'initialized',
  5: 'request',
  6: 'activation',
  7: 'activation_confirmation',
  8: 'deactivation',
  9: 'deactivation_confirmation',
  10: 'activation_termination',
  11: 'return_information_remote',
  12: 'return_information_local',
  13: 'file_transfer',
  14: 'authentication',
  15: 'session_key_maintenance',
  16: 'user_role_and_update_key_maintenance',
  20: 'interrogated_by_station',
  37: 'requested_by_general_counter',
  44: 'unknown_type_identification',
  45: 'unknown_cause_of_transmission',
  46: 'unknown_common_address',
  47: 'unknown_object_address',
};

/** Name of a cause, without its P/N and T bits. */
export function causeName(cause: number): string {
  if (cause > 20 && cause <= 36) return `interrogated_by_group_${cause - 20}`;
  if (cause > 37 && cause <= 41) return `requested_by_group_${cause - 37}_counter`;
  return NAMES[cause] ?? `unknown_cause_${cause}`;
}

/** Whether the cause is one that IEC 60870-5-101 Table 14 gives a meaning. */
export function isKnownCause(cause: number): boolean {
  return NAMES[cause] !== undefined || (cause >= 20 && cause <= 41);
}

/** Whether the cause says that the station does not know what it was asked. */
export function isUnknownCause(cause: number): boolean {
  return cause >= CAUSE.unknownFirst && cause <= CAUSE.unknownLast;
}
