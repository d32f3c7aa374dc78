import { TEXT_CHARACTERS_MAX } from './limits.ts';

/**
 * Characters that a reader cannot see, or that move other characters about: controls, soft hyphen,
 * zero-width and direction marks, separators, tags, private use, noncharacters, lone surrogates.
 * `Cf` is Unicode's "format" category, where all direction marks live.
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** `[U+202E]`: a character shown by its number. */
export function codePointName(character: string): string {
  const point = character.codePointAt(0) ?? 0;
  return `[U+${point.toString(16).toUpperCase().padStart(4, '0')}]`;
}

/**
 * Outside text as one line that a person can read and that cannot rearrange what stands around it:
 * unseen characters are shown by their numbers, white space is one space, and text over the limit
 * ends with the count of what was left out.
 */
export function printable(text: string): string {
  // Cut before any other work, so that the cost does not depend on who sent the text.
  const kept = text.slice(0, TEXT_CHARACTERS_MAX);
  const line = kept.replace(/[\t\n\r ]+/g, ' ').replace(UNSEEN, codePointName);
  const left = text.length - kept.length;
  return left > 0 ? `${line} … (${left} more characters)` : line;
}
