import type { IncidentView } from '@bulkhead/model';
import type { ReportDocument } from './document.ts';
import { writeHtml } from './html/write.ts';
import { writeTypst } from './typst/write.ts';

/** One kind of report: a view of the journal in, the same document out each time. */
export interface ReportKind {
  /** Equal to its file name: `incident-report`. */
  readonly id: string;
  readonly title: string;
  readonly document: (view: IncidentView) => ReportDocument;
  /** One self-contained page: no script, nothing fetched, styles inside. */
  readonly html: (view: IncidentView) => string;
  /** Typst source that holds all data as one literal and evaluates none of it. */
  readonly typst: (view: IncidentView) => string;
}

/** A kind says what stands in the document; how it is set in HTML and Typst is the same for all. */
export function defineReport(parts: Pick<ReportKind, 'id' | 'title' | 'document'>): ReportKind {
  return {
    ...parts,
    html: (view) => writeHtml(parts.document(view)),
    typst: (view) => writeTypst(parts.document(view)),
  };
}
