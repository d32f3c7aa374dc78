import { fromUtf8, utf8 } from '@bulkhead/kernel';

/**
 * The key of an approval as one segment of an address: base64url of its UTF-8. Keys may hold
 * slashes and colons, which proxies rewrite even when they are percent-encoded.
 */
export function keyToSegment(key: string): string {
  const binary = Array.from(utf8(key), (byte) => String.fromCharCode(byte)).join('');
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** The key of such a segment, or `undefined` for any other text. */
export function segmentToKey(segment: string): string | undefined {
  if (!/^[A-Za-z0-9_-]+$/.test(segment) || segment.length % 4 === 1) return undefined;
  const binary = atob(segment.replaceAll('-', '+').replaceAll('_', '/'));
  return fromUtf8(Uint8Array.from(binary, (character) => character.charCodeAt(0)));
}
