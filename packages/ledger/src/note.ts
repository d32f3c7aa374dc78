import { assert, concat, fromBase64, fromHex, toBase64, toHex, utf8 } from '@bulkhead/kernel';
import { isKeyName, verifierKeyOf } from './key.ts';
import type { VerifierKey } from './key.ts';
import type { Parsed } from './result.ts';
import type { Signer } from './signer.ts';

/** Signatures of one note; C2SP asks for at least 16. */
export const NOTE_SIGNATURES_MAX = 64;
export const NOTE_CHARACTERS_MAX = 1024 * 1024;

const KEY_ID_BYTES = 4;

interface Signature {
  readonly name: string;
  readonly id: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** A C2SP signed note whose signature was verified, and how many signatures it carries in all. */
export interface OpenedNote {
  /** With its final newline. */
  readonly text: string;
  readonly signatures: number;
}

/** Signs `text`, which ends in a newline, as a C2SP signed note with one Ed25519 signature. */
export async function signNote(text: string, signer: Signer): Promise<string> {
  assert(isNoteText(text), 'the text of a note ends in a newline and has no control characters');
  const key = verifierKeyOf(signer.name, signer.publicKey);
  const signature = await signer.sign(utf8(text));
  const id = fromHex(key.id) ?? new Uint8Array();
  return `${text}\n— ${key.name} ${toBase64(concat(id, signature))}\n`;
}

/**
 * Verifies a C2SP signed note with one known key. Signatures of other keys are ignored, as the
 * specification asks; one of the known key that fails refuses the whole note.
 */
export async function openNote(note: string, key: VerifierKey): Promise<Parsed<OpenedNote>> {
  const parts = splitNote(note);
  if ('problem' in parts) return parts;
  const { text, signatures } = parts.value;
  const own = signatures.filter(({ name, id }) => name === key.name && id === key.id);
  if (own.length === 0) return { problem: `is not signed by ${key.name} (key ${key.id})` };
  const imported = await importPublicKey(key.publicKey);
  if (imported === undefined) return { problem: `cannot be verified: ${key.name} is no key` };
  for (const { bytes } of own) {
    const holds = await crypto.subtle.verify('Ed25519', imported, bytes, utf8(text));
    if (!holds) return { problem: `has a signature of ${key.name} that does not hold` };
  }
  return { value: { text, signatures: signatures.length } };
}

function splitNote(note: string): Parsed<{ text: string; signatures: readonly Signature[] }> {
  if (note.length > NOTE_CHARACTERS_MAX) return { problem: 'is too long for a signed note' };
  // The last empty line divides text and signatures.
  const cut = note.lastIndexOf('\n\n');
  const text = note.slice(0, cut + 1);
  if (cut < 0 || !isNoteText(text)) return { problem: 'is not a signed note' };
  const lines = note.slice(cut + 2).split('\n');
  if (lines.pop() !== '' || lines.length === 0 || lines.length > NOTE_SIGNATURES_MAX) {
    return { problem: 'is not a signed note: its signatures are cut or too many' };
  }
  const signatures: Signature[] = [];
  for (const line of lines) {
    const signature = parseSignature(line);
    if (signature === undefined) return { problem: 'is not a signed note: a signature is garbled' };
    signatures.push(signature);
  }
  return { value: { text, signatures } };
}

function parseSignature(line: string): Signature | undefined {
  const [dash, name = '', base64 = '', ...rest] = line.split(' ');
  const bytes = fromBase64(base64);
  if (dash !== '—' || !isKeyName(name) || rest.length > 0) return undefined;
  if (bytes === undefined || bytes.length <= KEY_ID_BYTES) return undefined;
  return {
    name,
    id: toHex(bytes.subarray(0, KEY_ID_BYTES)),
    bytes: bytes.slice(KEY_ID_BYTES),
  };
}

function isNoteText(text: string): boolean {
  // oxlint-disable-next-line no-control-regex -- the specification bans exactly these.
  return text.endsWith('\n') && text.isWellFormed() && !/[\u0000-\u0009\u000b-\u001f]/.test(text);
}

async function importPublicKey(bytes: Uint8Array<ArrayBuffer>): Promise<CryptoKey | undefined> {
  try {
    return await crypto.subtle.importKey('raw', bytes, 'Ed25519', false, ['verify']);
  } catch (error) {
    if (error instanceof DOMException) return undefined;
    throw error;
  }
}
