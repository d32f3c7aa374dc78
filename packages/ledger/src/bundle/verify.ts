import { fromUtf8, toHex } from '@bulkhead/kernel';
import { openCheckpoint } from '../checkpoint.ts';
import type { Checkpoint } from '../checkpoint.ts';
import { parseVerifierKey, verifierKeyText } from '../key.ts';
import type { VerifierKey } from '../key.ts';
import { openNote } from '../note.ts';
import type { Parsed } from '../result.ts';
import { walkEntries } from './entries.ts';
import { EvidenceClaims } from './evidence.ts';
import { digestFiles, manifestProblem } from './files.ts';
import { manifestNoteText, MANIFEST_BYTES_MAX, NAMES, parseManifest } from './manifest.ts';
import type { Manifest } from './manifest.ts';
import { chunksOf } from './source.ts';
import type { ByteSource } from './source.ts';
import { readWhole, readZip } from './zip-read.ts';
import type { ZipFile } from './zip-read.ts';

/** One thing that was looked at. */
export interface VerificationCheck {
  readonly name: 'container' | 'key' | 'manifest' | 'files' | 'checkpoint' | 'entries' | 'evidence';
  readonly ok: boolean;
  /** One plain sentence. */
  readonly detail: string;
}

export interface Verification {
  /** True only where every check holds. */
  readonly ok: boolean;
  /** Entries that were read. */
  readonly entries: number;
  /** Merkle root over them, hexadecimal. */
  readonly root: string;
  /** The log's name; empty where no signature holds. */
  readonly origin: string;
  readonly incidentId: string;
  /** False where the bundle's own key was used: it proves consistency, not origin. */
  readonly keyGiven: boolean;
  /** The key that was used, as text; empty where there is none. */
  readonly key: string;
  /** Sequence of the entry at which the damage shows; null where no entry is concerned. */
  readonly at?: number | null;
  /** One plain sentence: what is wrong, and where. */
  readonly what?: string;
  readonly checks: readonly VerificationCheck[];
}

const SMALL_BYTES_MAX = 1024 * 1024;

/**
 * Verifies an evidence bundle with nothing but itself and a verifier key (text, as in `key.txt`).
 * Every byte of the file is held to a signature or to the bundle's one form. Never throws on a bad
 * bundle; memory does not grow with the captures, and by 64 bytes for each entry.
 */
export async function verifyBundle(
  source: ByteSource,
  options: { readonly key?: string | undefined } = {},
): Promise<Verification> {
  const verifier = new Verifier(source, options.key);
  const files = await readZip(source);
  if ('problem' in files) {
    verifier.check('container', `The container is damaged: ${files.problem}.`);
    return verifier.result();
  }
  await verifier.run(files.value);
  return verifier.result();
}

class Verifier {
  readonly #source: ByteSource;
  readonly #keyText: string | undefined;
  readonly #checks: VerificationCheck[] = [];
  readonly #files = new Map<string, ZipFile>();
  #key: VerifierKey | undefined;
  #walked = { entries: 0, root: '' };
  #incidentId = '';
  #origin = '';
  /** Faults of entries say more than the digest of the file that holds them, so they come first. */
  #fault: { readonly at: number | null; readonly what: string } | undefined;

  constructor(source: ByteSource, keyText: string | undefined) {
    this.#source = source;
    this.#keyText = keyText?.trim();
  }

  async run(files: readonly ZipFile[]): Promise<void> {
    for (const file of files) this.#files.set(file.name, file);
    const { digests, problem } = await digestFiles(this.#source, files);
    this.check('container', problem === undefined ? undefined : `${problem}.`);
    this.#key = await this.#checkKey();
    const manifest = await this.#checkManifest();
    const wrong = manifest && manifestProblem(manifest, files, digests);
    this.check('files', manifest ? wrong && `${wrong}.` : 'No manifest says what they must be.');
    const head = await this.#checkCheckpoint(manifest);
    const claims = new EvidenceClaims(manifest);
    await this.#checkEntries(head, manifest, claims);
    const evidence = manifest && claims.problem(digests, manifest);
    const unknown = manifest ? undefined : 'No manifest says what is cited.';
    this.check('evidence', evidence ? `${evidence.what}.` : unknown, evidence?.at);
  }

  /** Records one check; without `problem` it holds. */
  check(name: VerificationCheck['name'], problem: string | undefined, at?: number): void {
    // A file's name keeps its letters.
    const sentence = problem?.replace(
      /^[a-z]+ /,
      (word) => word.charAt(0).toUpperCase() + word.slice(1),
    );
    this.#checks.push({ name, ok: sentence === undefined, detail: sentence ?? HOLDS[name] });
    if (sentence === undefined) return;
    if (this.#fault === undefined || (this.#fault.at === null && at !== undefined)) {
      this.#fault = { at: at ?? null, what: sentence };
    }
  }

  result(): Verification {
    const checks = this.#checks.map((check) =>
      check.name === 'key' && check.ok && this.#keyText === undefined
        ? { ...check, detail: OWN_KEY }
        : check,
    );
    return {
      ok: this.#fault === undefined && checks.length === Object.keys(HOLDS).length,
      ...this.#walked,
      origin: this.#origin,
      incidentId: this.#incidentId,
      keyGiven: this.#keyText !== undefined,
      key: this.#key === undefined ? '' : verifierKeyText(this.#key),
      ...this.#fault,
      checks,
    };
  }

  async #checkKey(): Promise<VerifierKey | undefined> {
    const own = await this.#text(NAMES.key);
    const text = this.#keyText ?? own?.replace(/\n$/, '');
    const parsed: Parsed<VerifierKey> =
      text === undefined ? { problem: 'is missing' } : parseVerifierKey(text);
    const source = this.#keyText === undefined ? NAMES.key : 'The given key';
    if ('problem' in parsed) {
      this.check('key', `${source} ${parsed.problem}.`);
      return undefined;
    }
    const isOther = own !== undefined && own !== `${verifierKeyText(parsed.value)}\n`;
    this.check('key', isOther ? `${NAMES.key} in the bundle is not the given key.` : undefined);
    return parsed.value;
  }

  async #checkManifest(): Promise<Manifest | undefined> {
    const file = this.#files.get(NAMES.manifest);
    const bytes = file && (await readWhole(this.#source, file, MANIFEST_BYTES_MAX));
    const signature = await this.#text(NAMES.signature);
    if (bytes === undefined || signature === undefined) {
      this.check('manifest', `${NAMES.manifest} or ${NAMES.signature} is missing or too long.`);
      return undefined;
    }
    const opened = await this.#open(signature);
    const isOurs = 'value' in opened && opened.value.text === manifestNoteText(bytes);
    const parsed = parseManifest(bytes);
    if ('problem' in opened) this.check('manifest', `${NAMES.signature} ${opened.problem}.`);
    else if (!isOurs) this.check('manifest', `${NAMES.manifest} is not the one that was signed.`);
    else if (opened.value.signatures !== 1) this.check('manifest', 'It has a second signature.');
    else if ('problem' in parsed) this.check('manifest', `${NAMES.manifest} ${parsed.problem}.`);
    else this.check('manifest', undefined);
    // Also an unsigned manifest helps to say what is missing; nothing of it makes a bundle good.
    if ('problem' in parsed) return undefined;
    this.#incidentId = parsed.value.incidentId;
    return parsed.value;
  }

  async #checkCheckpoint(manifest: Manifest | undefined): Promise<Checkpoint | undefined> {
    const note = await this.#text(NAMES.checkpoint);
    if (note === undefined || this.#key === undefined) {
      this.check('checkpoint', 'There is no signed checkpoint, or no key to verify it.');
      return undefined;
    }
    const opened = await openCheckpoint(note, this.#key);
    if ('problem' in opened) {
      this.check('checkpoint', `${NAMES.checkpoint} ${opened.problem}.`);
      return undefined;
    }
    const { origin, size } = opened.value;
    this.#origin = origin;
    const isOther = manifest && (manifest.origin !== origin || manifest.entries !== size);
    const isForeign = origin !== this.#key.name;
    this.check('checkpoint', isOther || isForeign ? 'It is the checkpoint of another.' : undefined);
    return opened.value;
  }

  async #checkEntries(
    head: Checkpoint | undefined,
    manifest: Manifest | undefined,
    claims: EvidenceClaims,
  ): Promise<void> {
    const file = this.#files.get(NAMES.entries);
    if (file === undefined) {
      this.check('entries', `${NAMES.entries} is missing: entry 0 and all that follow.`, 0);
      return;
    }
    let origin = this.#origin;
    const chunks = chunksOf(this.#source, file.offset, file.sizeBytes);
    const { count, root, fault } = await walkEntries(chunks, head, (entry) => {
      if (entry.body.kind === 'journal-opened') origin = entry.body.origin;
      claims.visit(entry);
    });
    this.#walked = { entries: count, root: toHex(root) };
    const cited = manifest?.cites.find((sequence) => sequence >= count);
    if (fault) this.check('entries', `${fault.what}.`, fault.at);
    else if (head === undefined) this.check('entries', 'No signed checkpoint covers the entries.');
    else if (cited !== undefined)
      this.check('entries', `No entry ${cited}, which is cited.`, cited);
    else if (origin !== head.origin) this.check('entries', `They are those of ${origin}.`, 0);
    else this.check('entries', undefined);
  }

  async #open(note: string): ReturnType<typeof openNote> {
    return this.#key === undefined ? { problem: 'has no key' } : await openNote(note, this.#key);
  }

  /** A small text file of the bundle; undefined where it is missing, too long or no text. */
  async #text(name: string): Promise<string | undefined> {
    const file = this.#files.get(name);
    const bytes = file && (await readWhole(this.#source, file, SMALL_BYTES_MAX));
    return bytes && fromUtf8(bytes);
  }
}

const HOLDS: Readonly<Record<VerificationCheck['name'], string>> = {
  container: 'Every byte outside the files is as it was written.',
  key: 'The key is the one that was given.',
  manifest: 'The manifest is signed.',
  files: 'Every file is the one that the manifest names, and there is no other.',
  checkpoint: 'The checkpoint is signed.',
  entries: 'Every entry is in its place, and their root is the one that was signed.',
  evidence: 'Captures, plan and reports are those that the entries name.',
};

const OWN_KEY =
  'No key was given, so the key in the bundle was used: that proves consistency, not origin.';
