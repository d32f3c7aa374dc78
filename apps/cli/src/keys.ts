import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  statSync,
  writeSync,
} from 'node:fs';
import { createSigner, type Signer, verifierKeyOf, verifierKeyText } from '@bulkhead/engine';
import { fromBase64, toBase64, type Random } from '@bulkhead/kernel';
import { EXIT, Stopped } from './command.ts';

const SEED_BYTES = 32;
/** Others than the owner may not read the key that signs evidence. */
const OTHERS_MASK = 0o077;

/**
 * The key that signs this journal, from a file of one line `origin base64-seed`; made on first use,
 * readable by the owner alone. Losing the file means that later checkpoints have a new key.
 */
export async function openSigner(file: string, origin: string, random: Random): Promise<Signer> {
  if (!existsSync(file)) writeKey(file, `${origin} ${toBase64(random.bytes(SEED_BYTES))}\n`);
  if ((statSync(file).mode & OTHERS_MASK) !== 0) {
    throw new Stopped(
      EXIT.machine,
      `${file}: others may read the signing key. Run: chmod 600 ${file}`,
    );
  }
  const [name = '', seedText = ''] = readFileSync(file, 'utf8').trim().split(' ');
  const seed = fromBase64(seedText);
  if (name === '' || seed?.length !== SEED_BYTES) {
    throw new Stopped(EXIT.machine, `${file}: not a signing key. Restore it from your backup.`);
  }
  return createSigner(name, seed);
}

/** The public key, in the form that `bulkhead verify --key` takes. */
export function publicKeyText(signer: Signer): string {
  return verifierKeyText(verifierKeyOf(signer.name, signer.publicKey));
}

function writeKey(file: string, text: string): void {
  const descriptor = openSync(file, 'wx', 0o600);
  try {
    writeSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
