import { CHANNEL, type CodesysPacket } from './layers.ts';
import { TagSearch } from './tags.ts';

const tag = new TagSearch();

/** Tags that every service may answer with: it failed; who asked may not. */
const FAILED = 0xff7f;
const ACCESS = { outer: 0xff82, result: 0x20 } as const;
/** A result on its own; what else has this number is longer. */
const RESULT = 0x01;
const LOG_ON = { service: 0x0102, outer: 0x82, result: 0x20 } as const;
const STATUS = { service: 0x0214, outer: 0x82, result: 0x13 } as const;
/** Groups that keep their results under a number of their own. */
const RESULT_BY_GROUP: ReadonlyMap<number, number> = new Map([
  [0x08, 0x08],
  [0x09, 0x14],
]);

/** Codes that refuse nothing: still at work, nothing to change, more to come. */
const GOOD: ReadonlySet<number> = new Set([0x00, 0x0a, 0x16, 0x1b, 0x37, 0x38]);

/** Why the answer that `packet` has read refuses; 0 where it does not. */
export function refusalCode(packet: CodesysPacket, bytes: Uint8Array): number {
  if (packet.channelCommand === CHANNEL.openAnswer) return packet.reason;
  if (packet.service < 0 || packet.isSecure) return 0;
  const code = resultOf(packet, bytes);
  return GOOD.has(code) ? 0 : code;
}

function resultOf(packet: CodesysPacket, bytes: Uint8Array): number {
  const { service, tagsAt: at, tagsEnd: end } = packet;
  if (tag.find(bytes, at, end, FAILED)) return shortNumber(bytes);
  if (tag.findWithin(bytes, at, end, ACCESS.outer, ACCESS.result)) {
    const code = shortNumber(bytes);
    if (code !== 0) return code;
  }
  for (const known of [LOG_ON, STATUS]) {
    if (service !== known.service) continue;
    // The result of a status has the state behind it.
    const found = tag.findWithin(bytes, at, end, known.outer, known.result);
    return found && tag.end - tag.at >= 2 ? bytes[tag.at]! | (bytes[tag.at + 1]! << 8) : 0;
  }
  const found = tag.find(bytes, at, end, RESULT_BY_GROUP.get(service >> 8) ?? RESULT);
  return found ? shortNumber(bytes) : 0;
}

/** Results have two bytes. */
function shortNumber(bytes: Uint8Array): number {
  return tag.end - tag.at === 2 ? tag.number(bytes) : 0;
}

/** Names of results, by where a row of them starts; `-` where a number has none. */
const ROWS: readonly (readonly [first: number, names: string])[] = [
  [
    0x01,
    `failed wrong_parameter not_initialised version_conflict timeout no_buffer - - - pending \
too_many_pending not_implemented invalid_id overflow buffer_size no_object no_memory duplicate \
memory_overwritten invalid_handle end_of_object no_change invalid_interface not_supported \
no_access_rights out_of_limits entries_remaining invalid_session exception signature_mismatch \
version_mismatch type_mismatch id_mismatch not_consistent no_communication_cycle \
task_not_suspended memory_lock_failed license_missing operation_denied device_error disk_full`,
  ],
  [
    0x30,
    `checksum_failed media_erase file_error no_retain_memory below_limits above_limits \
size_mismatch call_again nothing_to_do security_checks_failed invalid_sequence \
invalid_reference conversion_incomplete too_many_retries not_aligned password_change_needed \
authentication_needed log_on_needed`,
  ],
  [
    0x181,
    `channel_invalid channel_timeout channel_protocol_error channel_checksum channel_sends \
channel_receives no_more_channels channel_closed message_too_long request_not_handled shutdown \
encryption_not_ready`,
  ],
  [0x300, 'tag_missing unknown_group unknown_service service_incomplete protocol_mismatch'],
  [
    0x500,
    `application_exists application_missing invalid_session invalid_data application_not_loaded \
no_session unresolved_reference signature_mismatch loading_retains_failed version_mismatch \
retain_mismatch single_cycle_on_breakpoint boot_project_failed breakpoint_too_complex \
breakpoint_not_set breakpoint_code_too_complex boot_project_disk_full loading_modules_failed - \
mapped_area_missing signature_missing decryption_failed encryption_missing \
signature_and_encryption_missing breakpoint_not_deleted`,
  ],
];

const NAMES: ReadonlyMap<number, string> = new Map(
  ROWS.flatMap(([first, names]) => names.split(' ').map((name, i) => [first + i, name] as const)),
);

export function refusalName(code: number): string {
  const name = NAMES.get(code) ?? '-';
  return name === '-' ? `error_0x${code.toString(16).padStart(4, '0')}` : name;
}
