/** The value of a hexadecimal digit, -1 where it is none. */
export function digit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  if (byte >= 0x41 && byte <= 0x46) return byte - 0x37;
  return byte >= 0x61 && byte <= 0x66 ? byte - 0x57 : -1;
}

/** `characters` of text as a number; -1 where one is no digit. */
export function hexadecimal(bytes: Uint8Array, at: number, characters: number): number {
  let value = 0;
  for (let i = 0; i < characters; i++) {
    const one = digit(bytes[at + i] ?? 0);
    if (one < 0) return -1;
    value = value * 16 + one;
  }
  return value;
}
