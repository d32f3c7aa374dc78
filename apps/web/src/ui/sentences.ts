/** The first sentences of a text, and whether more follow. A point within an address ends none. */
export function firstSentences(text: string, countMax: number): { text: string; more: boolean } {
  const sentences = text.split(/(?<=[.!?])\s+(?=\p{Lu})/u);
  if (sentences.length <= countMax) return { text, more: false };
  return { text: sentences.slice(0, countMax).join(' '), more: true };
}
