import { assert } from './assert.ts';

const HEX = '0123456789abcdef';
const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
/** What stands for bytes that are no UTF-8; it may also have been sent. */
const REPLACEMENT = '\ufffd';
const OCTETS = Array.from({ length: 256 }, (_, byte) => HEX[byte >> 4]! + HEX[byte & 15]!);
const HEX_DIGITS = Uint8Array.from(HEX, (digit) => digit.charCodeAt(0));
/** From here on, digits as bytes that become text at once are faster than text that grows. */
const LONG_BYTES = 24;

/** The UTF-8 bytes of `text`. */
export function utf8(text: string): Uint8Array<ArrayBuffer> {
  return encoder.encode(text);
}

/** The text of UTF-8 `bytes`, or `undefined` where they are not UTF-8. */
export function fromUtf8(bytes: Uint8Array): string | undefined {
  const text = decoder.decode(bytes);
  // A decoder that throws takes ten times as long for bytes that are no text.
  return text.includes(REPLACEMENT) && !equalBytes(encoder.encode(text), bytes) ? undefined : text;
}

/** Lower-case hexadecimal. */
export function toHex(bytes: Uint8Array): string {
  if (bytes.length >= LONG_BYTES) return longHex(bytes);
  let text = '';
  for (let i = 0; i < bytes.length; i++) text += OCTETS[bytes[i]!]!;
  return text;
}

function longHex(bytes: Uint8Array): string {
  const digits = new Uint8Array(bytes.length * 2);
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!;
    digits[2 * i] = HEX_DIGITS[byte >> 4]!;
    digits[2 * i + 1] = HEX_DIGITS[byte & 15]!;
  }
  return decoder.decode(digits);
}

/** Bytes of lower-case hexadecimal, or `undefined` for any other text. */
export function fromHex(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (text.length % 2 !== 0 || !/^[0-9a-f]*$/.test(text)) return undefined;
  const bytes = new Uint8Array(text.length / 2);
  for (let i = 0; i < bytes.length; i++) {
    bytes[i] = HEX.indexOf(text[2 * i]!) * 16 + HEX.indexOf(text[2 * i + 1]!);
  }
  return bytes;
}

/** Standard base64 with padding, RFC 4648 §4. */
export function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const a = bytes[i]!;
    const b = bytes[i + 1] ?? 0;
    const c = bytes[i + 2] ?? 0;
    text += BASE64[a >> 2]! + BASE64[((a & 3) << 4) | (b >> 4)]!;
    text += i + 1 < bytes.length ? BASE64[((b & 15) << 2) | (c >> 6)]! : '=';
    text += i + 2 < bytes.length ? BASE64[c & 63]! : '=';
  }
  return text;
}

/**
 * Bytes of standard base64, or `undefined`. Strict: padding is required and unused bits must be
 * zero (RFC 4648 §3.5), so that one byte string has one text and no edit of the text goes unseen.
 */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)) {
    return undefined;
  }
  const sizeBytes = (text.length / 4) * 3 - (text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0);
  const bytes = new Uint8Array(sizeBytes);
  let at = 0;
  for (let i = 0; i < text.length; i += 4) {
    let group = 0;
    for (let j = 0; j < 4; j++) group = group * 64 + Math.max(0, BASE64.indexOf(text[i + j]!));
    for (let shift = 16; shift >= 0 && at < sizeBytes; shift -= 8) bytes[at++] = group >> shift;
  }
  return toBase64(bytes) === text ? bytes : undefined;
}

/** One byte string of several, in order. */
export function concat(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  assert(at === whole.length, 'every part was copied');
  return whole;
}

export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
