import { sha256, toHex, utf8 } from '@bulkhead/kernel';
import { type ClientHello, EXTENSION, isGrease } from './hello.ts';

const HASH_CHARACTERS = 12;
const NOTHING_HASHED = '0'.repeat(HASH_CHARACTERS);
const COUNT_MAX = 99;

const VERSION_CODES: Readonly<Record<number, string>> = {
  0x0304: '13',
  0x0303: '12',
  0x0302: '11',
  0x0301: '10',
  0x0300: 's3',
  0x0002: 's2',
};

/**
 * The JA4 fingerprint of a TLS client over TCP, after FoxIO's technical description of JA4 (TLS
 * clients; BSD 3-clause). `bytes` are those that the hello was read from.
 */
export function ja4Of(hello: ClientHello, bytes: Uint8Array): string {
  const ciphers = hello.ciphers.filter((cipher) => !isGrease(cipher));
  const extensions = hello.extensions.filter((type) => !isGrease(type));
  const algorithms = hello.signatureAlgorithms.filter((one) => !isGrease(one)).map(hex4);
  const named = extensions.includes(EXTENSION.serverName) ? 'd' : 'i';
  const hashed = extensions
    .filter((type) => type !== EXTENSION.serverName && type !== EXTENSION.applicationProtocols)
    .map(hex4)
    .toSorted();
  const behind = algorithms.length === 0 ? '' : `_${algorithms.join(',')}`;
  const start = `t${versionCode(hello)}${named}${count2(ciphers.length)}`;
  return [
    `${start}${count2(extensions.length)}${protocolCode(hello, bytes)}`,
    hash(ciphers.map(hex4).toSorted().join(',')),
    extensions.length === 0 ? NOTHING_HASHED : hash(hashed.join(',') + behind),
  ].join('_');
}

function versionCode(hello: ClientHello): string {
  const offered = hello.versions.filter((version) => !isGrease(version));
  return VERSION_CODES[offered.length > 0 ? Math.max(...offered) : hello.version] ?? '00';
}

/** First and last character of the first protocol; of its hexadecimal where they are no letters. */
function protocolCode(hello: ClientHello, bytes: Uint8Array): string {
  const [at, end] = hello.applicationProtocols[0] ?? [0, 0];
  if (at >= end) return '00';
  const first = bytes[at]!;
  const last = bytes[end - 1]!;
  if (isAlphanumeric(first) && isAlphanumeric(last)) return String.fromCharCode(first, last);
  return toHex(Uint8Array.of(first)).charAt(0) + toHex(Uint8Array.of(last)).charAt(1);
}

function isAlphanumeric(byte: number): boolean {
  const letter = byte | 0x20;
  return (byte >= 0x30 && byte <= 0x39) || (letter >= 0x61 && letter <= 0x7a);
}

function hash(text: string): string {
  return text === '' ? NOTHING_HASHED : toHex(sha256(utf8(text))).slice(0, HASH_CHARACTERS);
}

function hex4(value: number): string {
  return value.toString(16).padStart(4, '0');
}

function count2(count: number): string {
  return String(Math.min(count, COUNT_MAX)).padStart(2, '0');
}
