import { codePointName } from '../printable.ts';

/**
 * Ranges of code points that the faces inside the compiler package (Libertinus Serif, DejaVu Sans
 * Mono) have glyphs for, as held by a test. PDF/A forbids text without a glyph, and a report must
 * not depend on the fonts of the machine it is made on.
 */
const COVERED: readonly (readonly [number, number])[] = [
  [0x20, 0x7e],
  [0xa1, 0xac],
  [0xae, 0x17f],
  [0x218, 0x21b],
  [0x391, 0x3a1],
  [0x3a3, 0x3ce],
  [0x400, 0x45f],
  [0x490, 0x491],
  [0x2010, 0x2015],
  [0x2018, 0x201e],
  [0x2020, 0x2022],
  [0x2026, 0x2026],
  [0x2030, 0x2030],
  [0x2032, 0x2033],
  [0x2039, 0x203a],
  [0x20ac, 0x20ac],
  [0x2116, 0x2116],
  [0x2122, 0x2122],
  [0x2190, 0x2193],
  [0x2212, 0x2212],
  [0x2248, 0x2248],
  [0x2260, 0x2260],
  [0x2264, 0x2265],
  [0x25a0, 0x25a1],
  [0x25b2, 0x25b3],
  [0x25c6, 0x25c7],
  [0x25cb, 0x25cb],
  [0x25cf, 0x25cf],
];

/** Every character that the PDF can show as itself. */
export function coveredCharacters(): string {
  let text = '';
  for (const [from, to] of COVERED) {
    for (let point = from; point <= to; point++) text += String.fromCodePoint(point);
  }
  return text;
}

function covers(character: string): boolean {
  const point = character.codePointAt(0) ?? 0;
  return COVERED.some(([from, to]) => point >= from && point <= to);
}

/** The text with each character that the PDF's faces lack shown by its number. */
export function coveredText(text: string): string {
  let out = '';
  for (const character of text) out += covers(character) ? character : codePointName(character);
  return out;
}
