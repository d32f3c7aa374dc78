import { unsigned32 } from '../bytes.ts';

/** Where the fields are, RFC 2131 §2; the options follow the four bytes of RFC 2132 §2. */
export const DHCP = {
  operation: 0,
  hardwareType: 1,
  hardwareBytes: 2,
  transaction: 4,
  clientIp: 12,
  yourIp: 16,
  clientHardware: 28,
  cookie: 236,
  options: 240,
} as const;

const COOKIE = 0x63825363;

/** Options that are read, by the numbers of RFC 2132, RFC 4702 and the IANA registry. */
export const OPTION = {
  pad: 0,
  hostName: 12,
  domainName: 15,
  requestedIp: 50,
  messageType: 53,
  vendorClass: 60,
  clientFqdn: 81,
  end: 255,
} as const;

/** Whether the fixed fields and the cookie before the options are those of DHCP. */
export function isDhcp(bytes: Uint8Array, at: number, end: number): boolean {
  if (end - at < DHCP.options) return false;
  const operation = bytes[at]!;
  return (
    (operation === 1 || operation === 2) &&
    bytes[at + DHCP.hardwareBytes]! <= 16 &&
    unsigned32(bytes, at + DHCP.cookie) === COOKIE
  );
}

/**
 * Where the value of an option starts, its length before it; -1 where there is none that is whole.
 * Options that continue in the fields for names (RFC 2132 §9.3) are not looked for.
 */
export function optionAt(bytes: Uint8Array, at: number, end: number, code: number): number {
  at += DHCP.options;
  while (at < end && bytes[at] !== OPTION.end) {
    if (bytes[at] === OPTION.pad) {
      at++;
      continue;
    }
    if (at + 2 > end || at + 2 + bytes[at + 1]! > end) return -1;
    if (bytes[at] === code) return at + 2;
    at += 2 + bytes[at + 1]!;
  }
  return -1;
}

/** Where an option goes beyond the message; -1 where all fit. */
export function brokenOptionAt(bytes: Uint8Array, at: number, end: number): number {
  at += DHCP.options;
  while (at < end && bytes[at] !== OPTION.end) {
    if (bytes[at] === OPTION.pad) at++;
    else if (at + 2 > end || at + 2 + bytes[at + 1]! > end) return at;
    else at += 2 + bytes[at + 1]!;
  }
  return -1;
}

/** Kind of message; 0 for BOOTP, which has none (RFC 951). */
export function messageType(bytes: Uint8Array, at: number, end: number): number {
  const from = optionAt(bytes, at, end, OPTION.messageType);
  return from < 0 || bytes[from - 1] === 0 ? 0 : bytes[from]!;
}
