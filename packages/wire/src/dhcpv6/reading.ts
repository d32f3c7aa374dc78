import { toHex } from '@bulkhead/kernel';
import { textOf, word16 } from '../bytes.ts';
import { ipv6At } from '../crossing/address.ts';
import type { PduBytes } from '../crossing/reading.ts';
import { nameAt } from '../dns/name.ts';
import type { PduContext } from '../protocol.ts';
import { OPTION6, option6At, option6End, optionsAt } from './shape.ts';

/** Identity association, two times, then options, RFC 8415 §21.4. */
const ASSOCIATION_HEADER_BYTES = 12;
const SHOWN_BYTES_MAX = 32;
/** Code of the status option; 0, which is success, where there is none. */
export function statusOf({ bytes, at, end }: PduBytes): number {
  const from = optionAt(bytes, at, end, OPTION6.status);
  return from < 0 || from + 2 > end ? 0 : word16(bytes, from);
}

/** The client's identifier, hexadecimal. */
export function clientId({ bytes, at, end }: PduBytes): string {
  const from = optionAt(bytes, at, end, OPTION6.clientId);
  if (from < 0) return '';
  return toHex(bytes.subarray(from, Math.min(option6End(bytes, from), from + SHOWN_BYTES_MAX)));
}

/** The first address of the first identity association; empty where there is none. */
export function assignedAddress({ bytes, at, end }: PduBytes): string {
  const from = optionAt(bytes, at, end, OPTION6.identityAssociation);
  if (from < 0) return '';
  const associationEnd = option6End(bytes, from);
  const inner = from + ASSOCIATION_HEADER_BYTES;
  const address = option6At(bytes, inner, associationEnd, OPTION6.address);
  return address < 0 || address + 16 > associationEnd ? '' : ipv6At(bytes, address);
}

/**
 * Tells what the sender says of itself. Its identifier may hold a MAC address, but one that it had
 * when the identifier was made (RFC 8415 §11).
 */
export function clientSightings(
  context: PduContext,
  bytes: Uint8Array,
  at: number,
  end: number,
): void {
  const nameFrom = optionAt(bytes, at, end, OPTION6.fqdn);
  if (nameFrom >= 0) {
    // One byte of flags before the labels, RFC 4704 §4.
    const name = nameAt(bytes, nameFrom + 1, nameFrom + 1, option6End(bytes, nameFrom));
    context.sighting('name', name);
  }
  const vendorFrom = optionAt(bytes, at, end, OPTION6.vendorClass);
  // The number of an enterprise and a length before the text, RFC 8415 §21.16.
  if (vendorFrom >= 0 && option6End(bytes, vendorFrom) - vendorFrom > 6) {
    const text = textOf(bytes, vendorFrom + 6, option6End(bytes, vendorFrom));
    context.sighting('software', text);
  }
}

function optionAt(bytes: Uint8Array, at: number, end: number, code: number): number {
  return option6At(bytes, optionsAt(bytes, at), end, code);
}
