import { isTpkt, TPDU, TPKT_BYTES, tpduDataAt, tpduType } from '../cotp/tpdu.ts';
import { unsigned32le, word16, word16le } from '../bytes.ts';

/** Where the variable part of an X.224 connection TPDU starts: after its class. */
const VARIABLE_AT = 11;
const COOKIE = 'Cookie: mstshash=';
const COOKIE_TEXT_BYTES_MAX = 64;
const NEGOTIATION_BYTES = 8;

/** Kinds of negotiation structures, MS-RDPBCGR §2.2.1.1.1, §2.2.1.2.1 and §2.2.1.2.2. */
export const NEGOTIATION = { request: 1, response: 2, failure: 3 } as const;

/** Security protocols, one bit each, MS-RDPBCGR §2.2.1.1.1. */
const SECURITY_PROTOCOLS = ['tls', 'credssp', 'rdstls', 'credssp_ex', 'rdsaad'] as const;

/** Tags of the connection PDUs of T.125 §11.1 and §11.2, the data of an X.224 data TPDU. */
export const MCS = { connectInitial: 0x7f65, connectResponse: 0x7f66 } as const;

/** Whether a connection TPDU that fills its packet starts at `at`. */
export function isConnection(bytes: Uint8Array, at: number, end: number): boolean {
  if (at + VARIABLE_AT > end || !isTpkt(bytes, at, end)) return false;
  const type = tpduType(bytes, at);
  const isOne = type === TPDU.connectionRequest || type === TPDU.connectionConfirm;
  return isOne && bytes[at + TPKT_BYTES]! + TPKT_BYTES + 1 === word16(bytes, at + 2);
}

/**
 * Where the negotiation structure of the connection TPDU at `at` is, which is its last eight bytes;
 * -1 where it has none.
 */
export function negotiationAt(bytes: Uint8Array, at: number, end: number): number {
  const last = tpduDataAt(bytes, at);
  const from = last - NEGOTIATION_BYTES;
  if (last > end || from < at + VARIABLE_AT) return -1;
  const type = bytes[from]!;
  const isOne = type >= NEGOTIATION.request && type <= NEGOTIATION.failure;
  return isOne && word16le(bytes, from + 2) === NEGOTIATION_BYTES ? from : -1;
}

/** Whether the connection TPDU at `at` has the cookie by which RDP clients name their user. */
export function hasCookie(bytes: Uint8Array, at: number, end: number): boolean {
  if (at + VARIABLE_AT + COOKIE.length > end) return false;
  for (let i = 0; i < COOKIE.length; i++) {
    if (bytes[at + VARIABLE_AT + i] !== COOKIE.charCodeAt(i)) return false;
  }
  return true;
}

/**
 * Whether this connection TPDU is one of RDP: by its cookie, or by its negotiation. For those who
 * share TPKT with it.
 */
export function isRdpConnection(bytes: Uint8Array, at: number, end: number): boolean {
  return (
    isConnection(bytes, at, end) &&
    (hasCookie(bytes, at, end) || negotiationAt(bytes, at, end) >= 0)
  );
}

/** The user in the cookie, cut by the client to nine characters; empty where there is none. */
export function cookieUser(bytes: Uint8Array, at: number, end: number): string {
  if (!hasCookie(bytes, at, end)) return '';
  let out = '';
  const from = at + VARIABLE_AT + COOKIE.length;
  for (let i = from; i < Math.min(end, from + COOKIE_TEXT_BYTES_MAX); i++) {
    if (bytes[i]! < 0x20 || bytes[i]! > 0x7e) break;
    out += String.fromCharCode(bytes[i]!);
  }
  return out;
}

/** The number of a negotiation structure: protocols, the one selected, or why it failed. */
export function negotiationValue(bytes: Uint8Array, from: number): number {
  return unsigned32le(bytes, from + 4);
}

/** Names of security protocols; `rdp` for the protocol's own. */
export function protocolNames(bits: number): string[] {
  const names = SECURITY_PROTOCOLS.filter((_, bit) => (bits & (1 << bit)) !== 0);
  return names.length === 0 ? ['rdp'] : names;
}
