import { assert, fromBase64, toBase64 } from '@bulkhead/kernel';
import { DIGEST_BYTES } from './digests.ts';
import { isKeyName } from './key.ts';
import type { VerifierKey } from './key.ts';
import { openNote, signNote } from './note.ts';
import type { Parsed } from './result.ts';
import type { Signer } from './signer.ts';
import { LEAVES_MAX } from './tree.ts';

/** The head of a log at one size, C2SP tlog-checkpoint. */
export interface Checkpoint {
  /** Names the log. */
  readonly origin: string;
  /** Entries that the root covers. */
  readonly size: number;
  readonly root: Uint8Array;
}

/**
 * Signs the head of the log as a C2SP checkpoint; the signer's name is the origin. A log never
 * signs two heads that contradict each other: call it only on the journal's own tree.
 */
export async function signCheckpoint(
  head: { readonly size: number; readonly root: Uint8Array },
  signer: Signer,
): Promise<string> {
  return await signNote(checkpointText({ origin: signer.name, ...head }), signer);
}

/** The text under the signature: origin, size and root, a line each. */
export function checkpointText(checkpoint: Checkpoint): string {
  const { origin, size, root } = checkpoint;
  assert(isKeyName(origin), 'an origin has no space and no plus sign');
  assert(Number.isInteger(size) && size >= 0 && size <= LEAVES_MAX, 'a size counts leaves');
  assert(root.length === DIGEST_BYTES, `a root has ${DIGEST_BYTES} bytes`);
  return `${origin}\n${size}\n${toBase64(root)}\n`;
}

/** Verifies a signed checkpoint and reads it. Extension lines are refused: we write none. */
export async function openCheckpoint(note: string, key: VerifierKey): Promise<Parsed<Checkpoint>> {
  const opened = await openNote(note, key);
  if ('problem' in opened) return opened;
  return parseCheckpointText(opened.value.text);
}

/** Reads the text of a checkpoint, exactly as `checkpointText` writes it. */
export function parseCheckpointText(text: string): Parsed<Checkpoint> {
  const [origin = '', sizeText = '', rootText = '', end, ...rest] = text.split('\n');
  const root = fromBase64(rootText);
  if (!isKeyName(origin) || end !== '' || rest.length > 0) {
    return { problem: 'is not a checkpoint of origin, size and root' };
  }
  if (!/^(?:0|[1-9]\d{0,12})$/.test(sizeText) || Number(sizeText) > LEAVES_MAX) {
    return { problem: 'names no size that a log can have' };
  }
  if (root?.length !== DIGEST_BYTES) return { problem: 'names no root digest' };
  return { value: { origin, size: Number(sizeText), root } };
}
