/** Shortest text that counts, and most texts that are looked for. */
const CHARACTERS_MIN = 3;
const TEXTS_MAX = 16;
const CHARACTERS_MAX = 128;

/**
 * Texts of two bytes a character, low byte first, that an answer of the name service ends with:
 * name of the node, of the device and of its vendor. What is before them is not published.
 */
export function namesIn(bytes: Uint8Array, at: number, end: number): string[] {
  const out: string[] = [];
  let text = '';
  for (let next = at; next + 2 <= end && out.length < TEXTS_MAX; next += 2) {
    const low = bytes[next]!;
    const printable = bytes[next + 1] === 0 && low >= 0x20 && low < 0x7f;
    if (printable && text.length < CHARACTERS_MAX) {
      text += String.fromCharCode(low);
      continue;
    }
    if (text.length >= CHARACTERS_MIN) out.push(text);
    text = '';
  }
  if (text.length >= CHARACTERS_MIN) out.push(text);
  return out;
}
