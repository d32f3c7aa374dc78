import type { IncidentView } from '@bulkhead/model';
import type { ReportKind } from './contract.ts';
import { compilePdf } from './pdf.ts';

/** The report as one self-contained HTML page. */
export function renderHtml(kind: ReportKind, view: IncidentView): string {
  return kind.html(view);
}

/** The report as PDF/A-2b, byte-identical for the same view. */
export async function renderPdf(kind: ReportKind, view: IncidentView): Promise<Uint8Array> {
  const seconds = Math.floor(Date.parse(view.journal.at) / 1000);
  return compilePdf(kind.typst(view), Number.isNaN(seconds) ? 0 : seconds);
}
