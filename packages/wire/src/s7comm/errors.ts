/** Return codes of single items. */
const ITEM_ERRORS: Readonly<Record<number, string>> = {
  0x00: 'reserved',
  0x01: 'hardware_error',
  0x03: 'access_not_allowed',
  0x05: 'invalid_address',
  0x06: 'data_type_not_supported',
  0x07: 'data_type_inconsistent',
  0x0a: 'object_does_not_exist',
};

/** Error classes of the header, the upper byte of its code. */
const CLASSES: Readonly<Record<number, string>> = {
  0x81: 'application_relationship',
  0x82: 'object_definition',
  0x83: 'no_resources',
  0x84: 'service_processing',
  0x85: 'supplies',
  0x87: 'access',
};

/** Whole codes that say more than their class. */
const CODES: Readonly<Record<number, string>> = {
  0x0110: 'invalid_block_number',
  0x0113: 'invalid_block_type',
  0x0114: 'block_not_found',
  0x0115: 'block_already_exists',
  0x0116: 'block_write_protected',
  0x0119: 'incorrect_password',
  0x8001: 'not_possible_in_block_status',
  0x8100: 'service_unknown',
  0x8104: 'service_not_implemented',
  0x8304: 'no_further_upload_possible',
  0x8305: 'function_not_available',
  0x8401: 'invalid_service_sequence',
  0x8402: 'not_possible_in_object_status',
  0x8404: 'function_cannot_be_performed',
  0x8405: 'block_disabled',
  0x8500: 'wrong_frame',
  0x8701: 'address_out_of_range',
  0x8702: 'service_not_supported',
  0x8703: 'access_refused',
  0x8704: 'object_damaged',
  0xd001: 'illegal_job_number',
  0xd081: 'not_permitted_in_mode',
  0xd0a1: 'not_permitted_in_protection_level',
  0xd209: 'block_not_found',
  0xd20c: 'priority_class_missing',
  0xd210: 'invalid_block_number',
  0xd240: 'coordination_rules_violated',
  0xd241: 'not_permitted_in_protection_level',
  0xd242: 'protection_violation',
  0xd401: 'information_function_unavailable',
  0xd402: 'information_function_unavailable',
  0xd403: 'already_logged_on',
  0xd405: 'service_not_supported',
  0xd601: 'syntax_error',
  0xd602: 'incorrect_password',
  0xd603: 'already_legitimised',
  0xd604: 'already_enabled',
  0xd605: 'no_password_exists',
  0xd801: 'invalid_address',
  0xd802: 'job_does_not_exist',
  0xdc01: 'invalid_date_or_time',
};

/** Name of the return code of one item. */
export function itemErrorName(code: number): string {
  return ITEM_ERRORS[code] ?? `unknown_item_error_0x${code.toString(16).padStart(2, '0')}`;
}

/** Name of an error of the header (class and code) or of userdata. */
export function errorName(code: number): string {
  const known = CODES[code];
  if (known !== undefined) return known;
  const errorClass = CLASSES[code >> 8];
  const digits = code.toString(16).padStart(4, '0');
  return errorClass === undefined ? `unknown_error_0x${digits}` : `${errorClass}_0x${digits}`;
}
