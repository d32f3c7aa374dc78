import { unreachable } from '@bulkhead/kernel';
import { printedCites } from '../cites.ts';
import type { Block, ReportDocument, Span, Words } from '../document.ts';
import { TABLE_ROWS_MAX } from '../limits.ts';
import { printable } from '../printable.ts';
import { SEVERITY_MARKS } from '../severity.ts';
import { coveredText } from './coverage.ts';
import { TEMPLATE } from './template.ts';

/** Longer runs without a space may be broken after these marks, and longer pieces anywhere. */
const RUN_CHARACTERS_MAX = 18;
const PIECE_CHARACTERS_MAX = 24;
const AFTER_MARKS = /(?<=[_/:=.,;|])(?=.)/u;
const ANYWHERE = /.{8}(?=.)/gsu;
/** Where the template may break a line; it never reaches the page. */
const BREAK = '\u200b';

/**
 * The document as Typst source: a fixed template, and all words as one JSON text in one string
 * literal. The template only ever puts them out as text; nothing in them is read as markup or code.
 */
export function writeTypst(document: ReportDocument): string {
  return `#let report = json(bytes(${typstString(JSON.stringify(dataOf(document)))}))\n${TEMPLATE}`;
}

/**
 * A Typst string literal. `text` is JSON of covered characters, so it holds no control character
 * and only the backslash and the double quote have a meaning inside the quotes.
 */
export function typstString(text: string): string {
  return `"${text.replace(/[\\"]/g, (character) => `\\${character}`)}"`;
}

/** Outside text as the PDF may set it. */
export function typstText(text: string): string {
  return coveredText(printable(text)).replace(/\S+/g, breakable);
}

function breakable(run: string): string {
  if (run.length <= RUN_CHARACTERS_MAX) return run;
  const pieces = run
    .split(AFTER_MARKS)
    .map((piece) =>
      piece.length > PIECE_CHARACTERS_MAX ? piece.replace(ANYWHERE, `$&${BREAK}`) : piece,
    );
  return pieces.join(BREAK);
}

function dataOf(document: ReportDocument): unknown {
  const mark = SEVERITY_MARKS[document.severity];
  return {
    language: /^[a-z]{2}/.exec(document.language)?.[0] ?? 'en',
    kind: typstText(document.kindTitle),
    title: typstText(document.title),
    severity: document.severity,
    shape: mark.shape,
    word: mark.word,
    lead: words(document.lead),
    head: block(document.head),
    sections: document.sections.map((section) => ({
      title: typstText(section.title),
      blocks: section.blocks.map(block),
    })),
    index: document.index.map((entry) => ({ n: entry.sequence, words: words(entry.words) })),
    foot: typstText(document.foot),
  };
}

function block(part: Block): unknown {
  switch (part.type) {
    case 'paragraph':
    case 'subheading':
      return { type: part.type, words: words(part.words) };
    case 'list':
      return { type: 'list', items: part.items.map(words) };
    case 'facts':
      return {
        type: 'facts',
        rows: part.rows.map((row) => ({ term: typstText(row.term), words: words(row.words) })),
      };
    case 'table': {
      const left = part.rows.length - TABLE_ROWS_MAX;
      return {
        type: 'table',
        caption: typstText(part.caption),
        columns: part.columns.map((column) => typstText(column.title)),
        widths: part.columns.map((column) => column.width),
        rows: part.rows.slice(0, TABLE_ROWS_MAX).map((row) => row.map(words)),
        empty: typstText(part.empty),
        more: left > 0 ? `${left} more rows are in the bundle.` : '',
      };
    }
    default:
      return unreachable(part);
  }
}

function words(spans: Words): unknown[] {
  return spans.map(span);
}

function span(part: Span): unknown {
  if (typeof part === 'string') return { t: coveredText(printable(part)) };
  if ('data' in part) return { t: typstText(part.data) };
  if ('code' in part) return { c: typstText(part.code) };
  if ('strong' in part) return { b: typstText(part.strong) };
  if ('instant' in part) {
    return { p: typstText(part.instant.plant), u: typstText(part.instant.utc) };
  }
  if ('severity' in part) {
    const { shape, word } = SEVERITY_MARKS[part.severity];
    return { s: part.severity, shape, word };
  }
  const { shown, more } = printedCites(part.cites);
  return { n: shown, more };
}
