import { unreachable } from '@bulkhead/kernel';
import { CITES_MAX, TABLE_ROWS_MAX } from './limits.ts';
import type { Block, Section, Words } from './document.ts';

/** What is printed of citations: the first ones in order, each once, and how many more. */
export function printedCites(cites: readonly number[]): { shown: number[]; more: number } {
  const all = [...new Set(cites)].toSorted((a, b) => a - b);
  return { shown: all.slice(0, CITES_MAX), more: Math.max(0, all.length - CITES_MAX) };
}

/** Sequences that the blocks print, in order: what the index at the end must explain. */
export function citedSequences(lead: Words, head: Block, sections: readonly Section[]): number[] {
  const found = new Set<number>();
  const blocks = [head, ...sections.flatMap((section) => section.blocks)];
  for (const words of [lead, ...blocks.flatMap(wordsOf)]) {
    for (const span of words) {
      if (typeof span === 'string' || !('cites' in span)) continue;
      for (const sequence of printedCites(span.cites).shown) found.add(sequence);
    }
  }
  return [...found].toSorted((a, b) => a - b);
}

function wordsOf(block: Block): readonly Words[] {
  switch (block.type) {
    case 'paragraph':
    case 'subheading':
      return [block.words];
    case 'list':
      return block.items;
    case 'facts':
      return block.rows.map((row) => row.words);
    case 'table':
      return block.rows.slice(0, TABLE_ROWS_MAX).flat();
    default:
      return unreachable(block);
  }
}
