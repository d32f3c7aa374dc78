import type { Finding } from '@bulkhead/model';

/** Where in a file, both from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Findings kept of one file; a file with more is broken as a whole. */
const FINDINGS_PER_FILE_MAX = 100;

/** Gathers what is wrong with one file, so that its author sees everything at once. */
export class Report {
  readonly findings: Finding[] = [];
  readonly file: string;
  #errors = 0;

  constructor(file: string) {
    this.file = file;
  }

  /** How many findings so far make the file unusable. */
  get errors(): number {
    return this.#errors;
  }

  error(place: Place, code: string, message: string, fix: string): void {
    this.#errors += 1;
    this.#add('error', place, code, message, fix);
  }

  warning(place: Place, code: string, message: string, fix: string): void {
    this.#add('warning', place, code, message, fix);
  }

  #add(severity: Finding['severity'], place: Place, code: string, message: string, fix: string) {
    if (this.findings.length >= FINDINGS_PER_FILE_MAX) return;
    const { line, column } = place;
    this.findings.push({ code, severity, file: this.file, line, column, message, fix });
  }
}
