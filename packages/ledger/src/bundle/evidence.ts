import type { Entry } from '@bulkhead/model';
import { captureName, NAMES, planDigestOf } from './manifest.ts';
import type { Manifest } from './manifest.ts';

/** Digests of different evidence that a journal names, and that are remembered. */
export const EVIDENCE_MAX = 1_000_000;

interface Problem {
  readonly what: string;
  readonly at?: number;
}

/** What the entries say of evidence, gathered in one walk, to be held against the files. */
export class EvidenceClaims {
  readonly #incidentId: string | undefined;
  readonly #cites: ReadonlySet<number>;
  /** Digest of each item of evidence that some entry names. */
  readonly #named = new Set<string>();
  /** Digest of evidence that a cited entry says was kept -> sequence of that entry. */
  readonly #needed = new Map<string, number>();
  readonly #plans = new Set<string>();
  readonly #reports = { html: new Map<string, number>(), pdf: new Map<string, number>() };

  constructor(manifest: Manifest | undefined) {
    this.#incidentId = manifest?.incidentId;
    this.#cites = new Set(manifest?.cites);
  }

  visit({ body, sequence }: Entry): void {
    if (body.kind === 'capture-read') this.#name(body.capture, body.stored ? sequence : undefined);
    if (body.kind === 'evidence-added') this.#name(body.digest, sequence);
    if (body.kind === 'work-reported' && body.evidence) this.#name(body.evidence, sequence);
    if (body.kind === 'plan-loaded' && this.#plans.size < EVIDENCE_MAX)
      this.#plans.add(body.digest);
    if (body.kind === 'report-made' && body.incidentId === this.#incidentId) {
      this.#reports[body.format].set(body.digest, sequence);
    }
  }

  /** The first thing in which files and entries do not agree. `files`: name -> digest found. */
  problem(files: ReadonlyMap<string, string>, manifest: Manifest): Problem | undefined {
    return (
      this.#captureProblem(files, manifest) ??
      this.#planProblem(files) ??
      this.#reportProblem(files, 'html', NAMES.reportHtml) ??
      this.#reportProblem(files, 'pdf', NAMES.reportPdf)
    );
  }

  #name(digest: string, neededBy: number | undefined): void {
    if (this.#named.size < EVIDENCE_MAX) this.#named.add(digest);
    if (neededBy !== undefined && this.#cites.has(neededBy)) this.#needed.set(digest, neededBy);
  }

  #captureProblem(files: ReadonlyMap<string, string>, manifest: Manifest): Problem | undefined {
    const leftOut = new Set(manifest.leftOut.map(({ digest }) => digest));
    for (const [digest, at] of this.#needed) {
      if (files.get(captureName(digest)) === digest || leftOut.has(digest)) continue;
      return { what: `entry ${at} cites ${digest}, which is not in the bundle`, at };
    }
    for (const [name, digest] of files) {
      if (!name.startsWith(NAMES.capturesFolder)) continue;
      if (name !== captureName(digest)) return { what: `${name} is not what its name says` };
      if (!this.#named.has(digest)) return { what: `${name} is named by no entry` };
    }
    return undefined;
  }

  #planProblem(files: ReadonlyMap<string, string>): Problem | undefined {
    const plan = [...files].filter(([name]) => name.startsWith(NAMES.planFolder));
    if (plan.length === 0) return undefined;
    const digest = planDigestOf(
      plan.map(([name, found]) => [name.slice(NAMES.planFolder.length), found]),
    );
    if (this.#plans.has(digest)) return undefined;
    return { what: `the files of the plan have digest ${digest}, which no entry names` };
  }

  #reportProblem(
    files: ReadonlyMap<string, string>,
    format: 'html' | 'pdf',
    name: string,
  ): Problem | undefined {
    const found = files.get(name);
    const made = this.#reports[format];
    const [last] = [...made.values()].slice(-1);
    if (found === undefined || last === undefined || made.has(found)) return undefined;
    return { what: `${name} is not the report that entry ${last} records`, at: last };
  }
}
