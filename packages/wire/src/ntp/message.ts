import { word16 } from '../bytes.ts';
import { servicesOf } from '../described/described.ts';
import { VERB } from '../flow/flow.ts';

/** Modes, RFC 5905 §7.3. */
export const MODE = {
  symmetricActive: 1,
  symmetricPassive: 2,
  client: 3,
  server: 4,
  broadcast: 5,
  control: 6,
  reserved: 7,
} as const;
/** Of a time message, and of the headers of control (RFC 9327 §2) and of mode 7. */
export const TIME_BYTES = 48;
export const CONTROL_BYTES = 12;
const PRIVATE_BYTES = 8;
export const OFFSET = {
  stratum: 1,
  reference: 12,
  originate: 24,
  receive: 32,
  transmit: 40,
} as const;
/** Added to the codes of control and of mode 7 to be service codes. */
export const CONTROL_CODE = 0x100;
export const PRIVATE_CODE = 0x200;
const STRATUM_MAX = 16;
/** Seconds since 1900 at the begin of 1990 and of 2036, when the first era ends. */
const SECONDS_MIN = 2_840_140_800;

/** Time by mode; control by operation code, RFC 9327 §2; mode 7 by request code. */
export const NTP_SERVICES = servicesOf([
  [MODE.symmetricActive, 'symmetric_time', VERB.read],
  [MODE.client, 'time_request', VERB.read],
  [MODE.broadcast, 'broadcast_time', VERB.report],
  [CONTROL_CODE + 1, 'read_status', VERB.discover],
  [CONTROL_CODE + 2, 'read_variables', VERB.discover],
  [CONTROL_CODE + 3, 'write_variables', VERB.configure],
  [CONTROL_CODE + 4, 'read_clock_variables', VERB.discover],
  [CONTROL_CODE + 5, 'write_clock_variables', VERB.configure],
  [CONTROL_CODE + 6, 'set_trap', VERB.configure],
  [CONTROL_CODE + 7, 'trap', VERB.report],
  [CONTROL_CODE + 8, 'configure', VERB.configure],
  [CONTROL_CODE + 9, 'save_configuration', VERB.configure],
  [CONTROL_CODE + 10, 'read_recent_clients', VERB.discover],
  [CONTROL_CODE + 11, 'read_ordered_list', VERB.discover],
  [CONTROL_CODE + 12, 'request_nonce', VERB.connect],
  [CONTROL_CODE + 31, 'unset_trap', VERB.configure],
  [PRIVATE_CODE + 0, 'peer_list', VERB.discover],
  [PRIVATE_CODE + 20, 'monitor_list', VERB.discover],
  [PRIVATE_CODE + 42, 'monitor_list_1', VERB.discover],
]);

export function modeOf(bytes: Uint8Array, at: number): number {
  return bytes[at]! & 7;
}

/** The service: the mode, where a server's is that of the client it answers. */
export function serviceCode(bytes: Uint8Array, at: number): number {
  const mode = modeOf(bytes, at);
  if (mode === MODE.control) return CONTROL_CODE + (bytes[at + 1]! & 31);
  if (mode === MODE.reserved) return PRIVATE_CODE + bytes[at + 3]!;
  if (mode === MODE.server) return MODE.client;
  return mode === MODE.symmetricPassive ? MODE.symmetricActive : mode;
}

/** Whether these bytes can be a message; off its port only the time of a server is. */
export function isNtp(bytes: Uint8Array, at: number, end: number, onPort: boolean): boolean {
  if (end - at < PRIVATE_BYTES) return false;
  const version = (bytes[at]! >> 3) & 7;
  const mode = modeOf(bytes, at);
  if (version < 1 || version > 4 || mode === 0) return false;
  if (mode === MODE.control) return onPort && end - at >= CONTROL_BYTES;
  if (mode === MODE.reserved) return onPort;
  if (end - at < TIME_BYTES || bytes[at + OFFSET.stratum]! > STRATUM_MAX) return false;
  if (onPort) return true;
  const times = isTime(bytes, at + OFFSET.receive) && isTime(bytes, at + OFFSET.transmit);
  return version >= 3 && mode === MODE.server && end - at === TIME_BYTES && times;
}

function isTime(bytes: Uint8Array, at: number): boolean {
  return word16(bytes, at) * 65_536 >= SECONDS_MIN;
}
