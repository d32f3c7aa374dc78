import { toHex } from '@bulkhead/kernel';
import { textOf, word16 } from '../bytes.ts';
import { ipv4At, ipv6At, macAt } from '../crossing/address.ts';
import { nameAt } from './name.ts';
import { SUFFIX } from './netbios.ts';
import { RECORD } from './types.ts';

const SHOWN_BYTES_MAX = 64;
const STRINGS_MAX = 32;
const TEXT_CHARACTERS_MAX = 200;
/** A name, its suffix and its flags in the answer to a node status request, RFC 1002 §4.2.18. */
const STATUS_NAME_BYTES = 18;
const GROUP_NAME = 0x80;

/** What a record's data says, by its type (RFC 1035 §3.3, RFC 3596, RFC 2782). */
export function recordValue(
  bytes: Uint8Array,
  start: number,
  type: number,
  at: number,
  end: number,
): string {
  switch (type) {
    case RECORD.a:
      return end - at === 4 ? ipv4At(bytes, at) : hexOf(bytes, at, end);
    case RECORD.aaaa:
      return end - at === 16 ? ipv6At(bytes, at) : hexOf(bytes, at, end);
    case RECORD.ns:
    case RECORD.cname:
    case RECORD.ptr:
    case RECORD.dname:
    case RECORD.soa:
      return nameAt(bytes, start, at, end);
    case RECORD.mx:
      return end - at > 2 ? nameAt(bytes, start, at + 2, end) : '';
    case RECORD.srv:
      if (end - at < 7) return hexOf(bytes, at, end);
      return `${nameAt(bytes, start, at + 6, end)}:${word16(bytes, at + 4)}`;
    case RECORD.txt:
    case RECORD.hinfo:
      return stringsAt(bytes, at, end).join(' ').slice(0, TEXT_CHARACTERS_MAX);
    default:
      return hexOf(bytes, at, end);
  }
}

/** The strings of a record that is a list of them, each after its length. */
export function stringsAt(bytes: Uint8Array, at: number, end: number): string[] {
  const out: string[] = [];
  while (at < end && out.length < STRINGS_MAX) {
    const stop = Math.min(end, at + 1 + bytes[at]!);
    out.push(textOf(bytes, at + 1, stop));
    at = stop;
  }
  return out;
}

/** Addresses of an NB record: two bytes of flags before each, RFC 1002 §4.2.13. */
export function netbiosAddresses(bytes: Uint8Array, at: number, end: number): string[] {
  const out: string[] = [];
  for (; at + 6 <= end && out.length < STRINGS_MAX; at += 6) out.push(ipv4At(bytes, at + 2));
  return out;
}

/** One name of a node status answer. */
export interface StatusName {
  readonly name: string;
  readonly suffix: number;
  readonly isGroup: boolean;
}

/** Names of a node status answer. */
export function statusNames(bytes: Uint8Array, at: number, end: number): StatusName[] {
  const out: StatusName[] = [];
  const names = at < end ? Math.min(bytes[at]!, STRINGS_MAX) : 0;
  at++;
  for (; out.length < names && at + STATUS_NAME_BYTES <= end; at += STATUS_NAME_BYTES) {
    out.push({
      name: textOf(bytes, at, at + 15),
      suffix: bytes[at + 15] ?? SUFFIX.workstation,
      isGroup: (bytes[at + 16]! & GROUP_NAME) !== 0,
    });
  }
  return out;
}

/** MAC address after the names of a node status answer; empty where it is not there. */
export function statusMac(bytes: Uint8Array, at: number, end: number): string {
  if (at >= end) return '';
  const macFrom = at + 1 + bytes[at]! * STATUS_NAME_BYTES;
  return macFrom + 6 <= end ? macAt(bytes, macFrom) : '';
}

function hexOf(bytes: Uint8Array, at: number, end: number): string {
  return toHex(bytes.subarray(at, Math.min(end, at + SHOWN_BYTES_MAX)));
}
