import { assert, canonicalJson, concat, utf8 } from '@bulkhead/kernel';
import { openCheckpoint } from '../checkpoint.ts';
import type { Checkpoint } from '../checkpoint.ts';
import { verifierKeyOf, verifierKeyText } from '../key.ts';
import { signNote } from '../note.ts';
import type { Signer } from '../signer.ts';
import { BUNDLE_FORMAT, captureName, manifestNoteText, NAMES } from './manifest.ts';
import type { LeftOut, Manifest } from './manifest.ts';
import { README_TEXT } from './readme.ts';
import { partOfBytes } from './source.ts';
import type { Part } from './source.ts';
import { BundleFailed, measure, writeZip } from './zip-write.ts';

/** What goes into a bundle. Nothing of it is held in memory but what is given as bytes or text. */
export interface BundleContents {
  readonly incidentId: string;
  /** Sequences of the entries that concern the incident. */
  readonly cites: readonly number[];
  /** A signed checkpoint of this signer; the entries below its size go into the bundle, all. */
  readonly checkpoint: string;
  readonly signer: Signer;
  /** The journal. */
  readonly journal: {
    read(from: number, countMax: number): readonly { readonly bytes: Uint8Array }[];
  };
  /** Evidence by digest, as the journal names it. */
  readonly captures: readonly {
    readonly digest: string;
    readonly sizeBytes: number;
    open(): AsyncIterable<Uint8Array>;
  }[];
  /** Files of the plan that the incident ran under; names with forward slashes. */
  readonly plan: readonly (readonly [file: string, text: string])[];
  readonly reportHtml?: Uint8Array | undefined;
  readonly reportPdf?: Uint8Array | undefined;
  readonly leftOut?: readonly LeftOut[];
}

const READ_COUNT = 1_000;
const NEWLINE = Uint8Array.of(10);

/**
 * Writes an evidence bundle, piece by piece. The same contents give the same bytes. Every source is
 * read twice. Throws `BundleFailed` where a limit is passed or a source changes meanwhile.
 */
export async function* writeBundle(contents: BundleContents): AsyncIterable<Uint8Array> {
  const { signer } = contents;
  const key = verifierKeyOf(signer.name, signer.publicKey);
  const head = await openCheckpoint(contents.checkpoint, key);
  assert('value' in head, 'a bundle is made on a checkpoint of its own signer');
  const parts = [];
  for (const part of [
    partOfBytes(NAMES.readme, utf8(README_TEXT)),
    partOfBytes(NAMES.key, utf8(`${verifierKeyText(key)}\n`)),
    partOfBytes(NAMES.checkpoint, utf8(contents.checkpoint)),
    entriesPart(contents.journal, head.value.size),
    ...evidenceParts(contents),
  ]) {
    parts.push(await measure(part));
  }
  for (const { name, digest } of parts) {
    const isNamedWrongly = name.startsWith(NAMES.capturesFolder) && name !== captureName(digest);
    if (isNamedWrongly) throw new BundleFailed(`${name}: the bytes are not those of the name.`);
  }
  const manifest = utf8(canonicalJson(manifestOf(contents, head.value, parts)));
  const signature = await signNote(manifestNoteText(manifest), signer);
  parts.push(await measure(partOfBytes(NAMES.manifest, manifest)));
  parts.push(await measure(partOfBytes(NAMES.signature, utf8(signature))));
  yield* writeZip(parts);
}

function evidenceParts(contents: BundleContents): Part[] {
  const parts: Part[] = contents.captures.map((capture) => ({
    name: captureName(capture.digest),
    sizeBytes: capture.sizeBytes,
    open: () => capture.open(),
  }));
  for (const [file, text] of contents.plan) {
    parts.push(partOfBytes(NAMES.planFolder + file, utf8(text)));
  }
  if (contents.reportHtml) parts.push(partOfBytes(NAMES.reportHtml, contents.reportHtml));
  if (contents.reportPdf) parts.push(partOfBytes(NAMES.reportPdf, contents.reportPdf));
  return parts;
}

function manifestOf(
  contents: BundleContents,
  head: Checkpoint,
  parts: readonly { name: string; sizeBytes: number; digest: string }[],
): Manifest {
  return {
    format: BUNDLE_FORMAT,
    incidentId: contents.incidentId,
    origin: head.origin,
    entries: head.size,
    cites: [...new Set(contents.cites)].toSorted((a, b) => a - b),
    files: parts
      .map(({ name, sizeBytes, digest }) => ({ name, sizeBytes, digest }))
      .toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    leftOut: contents.leftOut ?? [],
  };
}

/** All entries below `size`, one canonical JSON a line, many lines a chunk. */
function entriesPart(journal: BundleContents['journal'], size: number): Part {
  return {
    name: NAMES.entries,
    sizeBytes: undefined,
    async *open() {
      for (let from = 0; from < size;) {
        const batch = journal.read(from, Math.min(READ_COUNT, size - from));
        if (batch.length === 0) throw new BundleFailed(`entry ${from} is missing in the journal.`);
        yield concat(...batch.flatMap(({ bytes }) => [bytes, NEWLINE]));
        from += batch.length;
      }
    },
  };
}
