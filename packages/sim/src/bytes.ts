/** Big-endian 16 bits, the order of Modbus and S7. */
export function u16(value: number): [number, number] {
  return [(value >> 8) & 0xff, value & 0xff];
}

/** The 16 bits at `at`; 0 past the end, where every caller has checked the length before. */
export function readU16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}

/** One octet for each character, for the fixed texts of protocols. */
export function ascii(text: string): number[] {
  return Array.from(text, (character) => character.charCodeAt(0) & 0x7f);
}
