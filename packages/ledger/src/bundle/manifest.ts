import { canonicalJson, digestName, fromUtf8, utf8 } from '@bulkhead/kernel';
import type { Parsed } from '../result.ts';

/** Version of the bundle's form. */
export const BUNDLE_FORMAT = 'bulkhead-evidence/1';

export const MANIFEST_BYTES_MAX = 16 * 1024 * 1024;

/** Names that are fixed. Captures are `captures/sha256-…`, files of the plan `plan/…`. */
export const NAMES = {
  manifest: 'manifest.json',
  signature: 'manifest.sig',
  checkpoint: 'checkpoint',
  entries: 'entries.jsonl',
  reportHtml: 'report.html',
  reportPdf: 'report.pdf',
  key: 'key.txt',
  readme: 'README.txt',
  capturesFolder: 'captures/',
  planFolder: 'plan/',
} as const;

/** Evidence that the journal names and the bundle does not hold, and why. */
export interface LeftOut {
  readonly digest: string;
  readonly sizeBytes: number;
  readonly why: string;
}

/** What the bundle holds. `manifest.sig` signs its digest. */
export interface Manifest {
  readonly format: typeof BUNDLE_FORMAT;
  readonly incidentId: string;
  /** The log's name. */
  readonly origin: string;
  /** Entries in `entries.jsonl`: from 0, without a gap. */
  readonly entries: number;
  /** Sequences of the entries that concern the incident, in order. */
  readonly cites: readonly number[];
  /** All files but `manifest.json` and `manifest.sig`, in order of name. */
  readonly files: readonly {
    readonly name: string;
    readonly sizeBytes: number;
    readonly digest: string;
  }[];
  readonly leftOut: readonly LeftOut[];
}

/** The text that `manifest.sig` signs. Its first line can be no origin, so it is no checkpoint. */
export function manifestNoteText(manifest: Uint8Array): string {
  return `Bulkhead evidence manifest\n${digestName(manifest)}\n`;
}

/** Where a capture is in the bundle: a colon is no part of a file name on every system. */
export function captureName(digest: string): string {
  return `${NAMES.capturesFolder}${digest.replace(':', '-')}`;
}

/**
 * The digest of a plan: over the canonical JSON of `[file, digest]` of every file, sorted by name.
 * Takes a list of pairs, or a `Map`.
 */
export function planDigest(files: Iterable<readonly [file: string, text: string]>): string {
  return planDigestOf(Array.from(files, ([file, text]) => [file, digestName(utf8(text))]));
}

/** The digest of a plan whose files are known by their digests. */
export function planDigestOf(files: readonly (readonly [file: string, digest: string])[]): string {
  const sorted = files.toSorted(([a], [b]) => (a < b ? -1 : 1));
  return digestName(utf8(canonicalJson(sorted)));
}

/** Reads a manifest. Only its one canonical text is accepted. */
export function parseManifest(bytes: Uint8Array): Parsed<Manifest> {
  const text = fromUtf8(bytes);
  if (text === undefined) return { problem: 'is not UTF-8 text' };
  let json: unknown;
  try {
    json = JSON.parse(text);
    if (canonicalJson(json) !== text) return { problem: 'is not canonical JSON' };
  } catch {
    // JSON.parse and canonicalJson throw on nothing but bad text.
    return { problem: 'is not canonical JSON' };
  }
  return isManifest(json) ? { value: json } : { problem: `is not a ${BUNDLE_FORMAT} manifest` };
}

const DIGEST = /^sha256:[0-9a-f]{64}$/;

function isManifest(json: unknown): json is Manifest {
  return hasShape(json, {
    format: (value) => value === BUNDLE_FORMAT,
    incidentId: isText,
    origin: isText,
    entries: isCount,
    cites: (value) => isList(value, isCount),
    files: (value) => isList(value, isFile),
    leftOut: (value) => isList(value, isLeftOut),
  });
}

function isFile(json: unknown): boolean {
  return hasShape(json, { name: isText, sizeBytes: isCount, digest: isDigest });
}

function isLeftOut(json: unknown): boolean {
  return hasShape(json, { digest: isDigest, sizeBytes: isCount, why: isText });
}

function hasShape(json: unknown, shape: Record<string, (value: unknown) => boolean>): boolean {
  if (typeof json !== 'object' || json === null) return false;
  const members = Object.entries(json);
  return (
    members.length === Object.keys(shape).length &&
    members.every(([name, value]) => Object.hasOwn(shape, name) && shape[name]?.(value) === true)
  );
}

const isText = (value: unknown): boolean => typeof value === 'string';
const isDigest = (value: unknown): boolean => typeof value === 'string' && DIGEST.test(value);
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0;
const isList = (value: unknown, isItem: (item: unknown) => boolean): boolean =>
  Array.isArray(value) && value.every(isItem);
