export { defineReport, type ReportKind } from './contract.ts';
export type { Block, Column, ReportDocument, Section, Span, Words } from './document.ts';
export { kinds } from './kinds.gen.ts';
export { incidentReport } from './kinds/incident-report.ts';
export { renderHtml, renderPdf } from './render.ts';
