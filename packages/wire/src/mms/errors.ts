/** DataAccessError, ISO 9506-2 §14.4.3.1. */
const ACCESS_ERRORS = [
  'object_invalidated',
  'hardware_fault',
  'temporarily_unavailable',
  'object_access_denied',
  'object_undefined',
  'invalid_address',
  'type_unsupported',
  'type_inconsistent',
  'object_attribute_inconsistent',
  'object_access_unsupported',
  'object_non_existent',
  'object_value_invalid',
];

/** Classes of ServiceError and the codes in each, ISO 9506-2 §7.4.7. Code 0 is always `other`. */
const ERROR_CLASSES: readonly (readonly [string, ...string[]])[] = [
  [
    'vmd_state',
    'vmd_state_conflict',
    'vmd_operational_problem',
    'domain_transfer_problem',
    'state_machine_id_invalid',
  ],
  [
    'application_reference',
    'application_unreachable',
    'connection_lost',
    'application_reference_invalid',
    'context_unsupported',
  ],
  [
    'definition',
    'object_undefined',
    'invalid_address',
    'type_unsupported',
    'type_inconsistent',
    'object_exists',
    'object_attribute_inconsistent',
  ],
  [
    'resource',
    'memory_unavailable',
    'processor_resource_unavailable',
    'mass_storage_unavailable',
    'capability_unavailable',
    'capability_unknown',
  ],
  [
    'service',
    'primitives_out_of_sequence',
    'object_state_conflict',
    'pdu_size',
    'continuation_invalid',
    'object_constraint_conflict',
  ],
  ['service_preempt', 'timeout', 'deadlock', 'cancel'],
  ['time_resolution', 'unsupportable_time_resolution'],
  [
    'access',
    'object_access_unsupported',
    'object_non_existent',
    'object_access_denied',
    'object_invalidated',
  ],
  [
    'initiate',
    'version_incompatible',
    'max_segment_insufficient',
    'max_services_outstanding_calling_insufficient',
    'max_services_outstanding_called_insufficient',
    'service_cbb_insufficient',
    'parameter_cbb_insufficient',
    'nesting_level_insufficient',
  ],
  ['conclude', 'further_communication_required'],
  ['cancel', 'invoke_id_unknown', 'cancel_not_possible'],
  [
    'file',
    'filename_ambiguous',
    'file_busy',
    'filename_syntax_error',
    'content_type_invalid',
    'position_invalid',
    'file_access_denied',
    'file_non_existent',
    'duplicate_filename',
    'insufficient_space_in_filestore',
  ],
  ['others'],
];

/** What was rejected, by the tag of the reason, ISO 9506-2 §7.6. */
const REJECTED: readonly (readonly [string, ...string[]])[] = [
  ['unknown'],
  [
    'confirmed_request',
    'unrecognized_service',
    'unrecognized_modifier',
    'invalid_invoke_id',
    'invalid_argument',
    'invalid_modifier',
    'max_serv_outstanding_exceeded',
    'unknown_7',
    'max_recursion_exceeded',
    'value_out_of_range',
  ],
  ['confirmed_response', 'unrecognized_service', 'invalid_invoke_id', 'invalid_result'],
  ['confirmed_error', 'unrecognized_service', 'invalid_invoke_id', 'invalid_service_error'],
  ['unconfirmed', 'unrecognized_service', 'invalid_argument', 'max_recursion_exceeded'],
  ['pdu_error', 'invalid_pdu', 'illegal_acse_mapping'],
  ['cancel_request', 'invalid_invoke_id'],
  ['cancel_response', 'invalid_invoke_id'],
  ['cancel_error', 'invalid_invoke_id', 'invalid_service_error'],
  ['conclude_request', 'invalid_argument'],
  ['conclude_response', 'invalid_result'],
  ['conclude_error', 'invalid_service_error'],
];

export function accessErrorName(code: number): string {
  return ACCESS_ERRORS[code] ?? `unknown_access_error_${code}`;
}

/** `access_object_non_existent` of class 7 and code 2. */
export function serviceErrorName(errorClass: number, code: number): string {
  return nameIn(ERROR_CLASSES, errorClass, code, 'error');
}

/** `rejected_confirmed_request_unrecognized_service` of tag 1 and code 1. */
export function rejectName(tag: number, code: number): string {
  return `rejected_${nameIn(REJECTED, tag, code, 'reason')}`;
}

function nameIn(
  table: readonly (readonly [string, ...string[]])[],
  row: number,
  code: number,
  kind: string,
): string {
  const names = table[row];
  if (names === undefined) return `unknown_${kind}_${row}_${code}`;
  const name = code === 0 ? 'other' : (names[code] ?? `unknown_${code}`);
  return name.startsWith(names[0]) ? name : `${names[0]}_${name}`;
}
