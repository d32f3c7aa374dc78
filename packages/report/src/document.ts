import type { Severity } from '@bulkhead/model';
import type { Instant } from './times.ts';

/**
 * A piece of a statement. Plain strings are our own words; everything that came from outside stands
 * in `data` or `code`, so that each writer knows what to make safe and what to set apart.
 */
export type Span =
  | string
  /** Outside text in running type: names, titles, reasons. */
  | { readonly data: string }
  /** Outside text in fixed type: addresses, digests, objects of a protocol. */
  | { readonly code: string }
  | { readonly strong: string }
  | { readonly instant: Instant }
  | { readonly severity: Severity }
  /** Sequences of the journal entries that the words before it rest on. */
  | { readonly cites: readonly number[] };

export type Words = readonly Span[];

/** What a statement rests on: entries, or the view itself (what the journal and the plan are). */
export type Basis = 'entries' | 'journal';

export interface Column {
  readonly title: string;
  /** Share of the width, as a weight. */
  readonly width: number;
}

export type Block =
  | { readonly type: 'paragraph'; readonly words: Words; readonly basis: Basis | 'prose' }
  | { readonly type: 'subheading'; readonly words: Words }
  | { readonly type: 'list'; readonly items: readonly Words[]; readonly basis: Basis | 'prose' }
  | {
      readonly type: 'facts';
      readonly rows: readonly {
        readonly term: string;
        readonly words: Words;
        readonly basis: Basis;
      }[];
    }
  | {
      readonly type: 'table';
      readonly caption: string;
      readonly columns: readonly Column[];
      readonly rows: readonly (readonly Words[])[];
      /** What is said in place of a table without rows. */
      readonly empty: string;
    };

export interface Section {
  /** Stable, for links: lower case and dashes. */
  readonly id: string;
  readonly title: string;
  readonly blocks: readonly Block[];
}

/** One line of the index of cited entries. */
export interface CitedEntry {
  readonly sequence: number;
  readonly words: Words;
}

/** A report before it is set in type: the same words for every format. */
export interface ReportDocument {
  /** BCP 47. */
  readonly language: string;
  readonly kindTitle: string;
  readonly title: string;
  readonly severity: Severity;
  /** Under the title: what a reader on the phone needs first. */
  readonly lead: Words;
  /** Facts of the title block. */
  readonly head: Extract<Block, { type: 'facts' }>;
  readonly sections: readonly Section[];
  readonly index: readonly CitedEntry[];
  /** Repeated at the foot of each page: incident and root of the journal. */
  readonly foot: string;
  /** The instant of the journal that the report was made from, in seconds since 1970. */
  readonly madeAtSeconds: number;
}
