import { word16 } from '../bytes.ts';

/** Header of a packet, MS-TDS §2.2.3.1; numbers in it have their high byte first. */
export const PACKET = { status: 1, length: 2, number: 6, window: 7, bytes: 8 } as const;

/** Types of packets, MS-TDS §2.2.3.1.1; 0x17 is a TLS record, which has a header of its own. */
export const TYPE = {
  batch: 1,
  oldLogin: 2,
  rpc: 3,
  result: 4,
  attention: 6,
  bulk: 7,
  federated: 8,
  transaction: 14,
  login: 16,
  sspi: 17,
  preLogin: 18,
  tls: 0x17,
} as const;
/** Last packet of a message. */
export const LAST = 0x01;
const STATUS_MAX = 0x1f;
const LENGTH_MAX = 0x8000;

/** Of a packet: what it begins with says what it is about. The rest is only counted. */
export const READ_BYTES_MAX = 2_048;

const TLS_HEADER_BYTES = 5;
const TLS_MAJOR = 3;

export function isType(type: number): boolean {
  return (
    (type >= TYPE.batch && type <= TYPE.federated && type !== 5) ||
    type === TYPE.transaction ||
    (type >= TYPE.login && type <= TYPE.preLogin)
  );
}

/** Whether a packet or a record of TLS starts here, as far as it is there. */
export function isPacket(bytes: Uint8Array, at: number, end: number): boolean {
  if (at >= end) return true;
  if (bytes[at] === TYPE.tls) return at + 1 >= end || bytes[at + 1] === TLS_MAJOR;
  if (!isType(bytes[at]!)) return false;
  if (at + PACKET.status < end && bytes[at + PACKET.status]! > STATUS_MAX) return false;
  if (at + PACKET.number > end) return true;
  const length = word16(bytes, at + PACKET.length);
  if (length < PACKET.bytes || length > LENGTH_MAX) return false;
  return at + PACKET.window >= end || bytes[at + PACKET.window] === 0;
}

/** Length of the packet or record; 0 where more bytes are needed. */
export function packetLength(bytes: Uint8Array, at: number, end: number): number {
  if (end - at < TLS_HEADER_BYTES) return 0;
  if (bytes[at] === TYPE.tls) return TLS_HEADER_BYTES + word16(bytes, at + 3);
  return word16(bytes, at + PACKET.length);
}

/** Options that a connection begins with, MS-TDS §2.2.6.5. */
const OPTION = { version: 0, encryption: 1, instance: 2, end: 0xff, bytes: 5, max: 16 } as const;
/** What servers answer: TLS for the log-on alone, for all, or for nothing. */
export const ENCRYPTION = { logOn: 0, all: 1, none: 2, required: 3 } as const;

/** Where the data of an option is, counted from the header's end; -1 where it is not there. */
function optionAt(bytes: Uint8Array, at: number, end: number, option: number): number {
  const data = at + PACKET.bytes;
  let next = data;
  for (let i = 0; i < OPTION.max && next + OPTION.bytes <= end; i++, next += OPTION.bytes) {
    if (bytes[next] === OPTION.end) return -1;
    if (bytes[next] !== option) continue;
    const from = data + word16(bytes, next + 1);
    return from + word16(bytes, next + 3) <= end ? from : -1;
  }
  return -1;
}

/** Whether a packet begins a connection: the version is the first option, and has six bytes. */
export function isOpening(bytes: Uint8Array, at: number, end: number): boolean {
  const data = at + PACKET.bytes;
  if (data + OPTION.bytes > end || bytes[data] !== OPTION.version) return false;
  const first = word16(bytes, data + 1);
  return word16(bytes, data + 3) === 6 && first > OPTION.bytes && first < 256;
}

/** Version that an end tells when the connection begins: major, minor, build. */
export function versionOf(bytes: Uint8Array, at: number, end: number): string {
  const from = optionAt(bytes, at, end, OPTION.version);
  return from < 0 ? '' : `${bytes[from]}.${bytes[from + 1]}.${word16(bytes, from + 2)}`;
}

/** One of `ENCRYPTION`; -1 where it is not told. */
export function encryptionOf(bytes: Uint8Array, at: number, end: number): number {
  const from = optionAt(bytes, at, end, OPTION.encryption);
  return from < 0 ? -1 : bytes[from]! & 3;
}

/** Name of the instance that a client asks for. */
export function instanceOf(bytes: Uint8Array, at: number, end: number): string {
  let from = optionAt(bytes, at, end, OPTION.instance);
  let out = '';
  while (from >= 0 && from < end && bytes[from] !== 0 && out.length < 32) {
    const byte = bytes[from++]!;
    out += byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '?';
  }
  return out;
}
