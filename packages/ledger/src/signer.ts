import { assert, concat, fromBase64, fromHex } from '@bulkhead/kernel';
import { isKeyName } from './key.ts';

/** Signs for the log. A port: the key may sit in memory, in a file or in a hardware module. */
export interface Signer {
  /** Key name of the notes; the log's origin. */
  readonly name: string;
  /** Ed25519, 32 bytes. */
  readonly publicKey: Uint8Array<ArrayBuffer>;
  /** The Ed25519 signature over `bytes`, 64 bytes. */
  sign(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>>;
}

/** Bytes of an Ed25519 private key (its seed), RFC 8032 §5.1.5. */
export const SEED_BYTES = 32;

/** PKCS#8 of an Ed25519 private key up to its seed, RFC 8410 §7. */
const PKCS8_PREFIX = fromHex('302e020100300506032b657004220420');

/** A signer whose key is in memory. `seed` comes from a secure source and is kept by the caller. */
export async function createSigner(name: string, seed: Uint8Array): Promise<Signer> {
  assert(isKeyName(name), 'a key name has no space and no plus sign');
  assert(seed.length === SEED_BYTES, `a seed has ${SEED_BYTES} bytes`);
  const pkcs8 = concat(PKCS8_PREFIX ?? new Uint8Array(), seed);
  // Web Crypto tells the public key only as a JSON Web Key, so the key must be extractable once.
  const open = await crypto.subtle.importKey('pkcs8', pkcs8, 'Ed25519', true, ['sign']);
  const { x } = await crypto.subtle.exportKey('jwk', open);
  const publicKey = fromBase64(`${(x ?? '').replaceAll('-', '+').replaceAll('_', '/')}=`);
  assert(publicKey?.length === 32, 'an Ed25519 public key has 32 bytes');
  const key = await crypto.subtle.importKey('pkcs8', pkcs8, 'Ed25519', false, ['sign']);
  return {
    name,
    publicKey,
    async sign(bytes) {
      return new Uint8Array(await crypto.subtle.sign('Ed25519', key, bytes));
    },
  };
}
