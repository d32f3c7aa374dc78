/**
 * `1994-01-09T21:53:42` of a time in binary coded decimal: year of two digits, month, day, hour,
 * minute, second.
 */
export function stampText(bytes: Uint8Array, at: number): string {
  const two = (offset: number): string => bytes[at + offset]!.toString(16).padStart(2, '0');
  const century = bytes[at]! < 0x90 ? '20' : '19';
  return `${century}${two(0)}-${two(1)}-${two(2)}T${two(3)}:${two(4)}:${two(5)}`;
}
