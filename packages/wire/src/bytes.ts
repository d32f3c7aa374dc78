import { fromUtf8, toHex } from '@bulkhead/kernel';

export { word16, word32 } from './packet/packet.ts';

/** Characters kept of a text; the model allows 256 for an object. */
const TEXT_CHARACTERS_MAX = 200;
const scratch = new DataView(new ArrayBuffer(8));

/** Longer runs are copied faster by a view than byte by byte. */
const SHORT_COPY_BYTES = 64;

/** Copies `bytes[at..end)` to where `target[targetAt]` is. */
export function copyBytes(
  target: Uint8Array,
  targetAt: number,
  bytes: Uint8Array,
  at: number,
  end: number,
): void {
  if (end - at > SHORT_COPY_BYTES) target.set(bytes.subarray(at, end), targetAt);
  else for (let i = 0, length = end - at; i < length; i++) target[targetAt + i] = bytes[at + i]!;
}

/** Unsigned, low byte first. */
export function word16le(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8);
}

/** As a signed 32-bit number, low byte first. */
export function word32le(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
}

/** Unsigned 32-bit number, high byte first. */
export function unsigned32(bytes: Uint8Array, at: number): number {
  return bytes[at]! * 0x1000000 + ((bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!);
}

/** Unsigned 32-bit number, low byte first. */
export function unsigned32le(bytes: Uint8Array, at: number): number {
  return bytes[at + 3]! * 0x1000000 + ((bytes[at + 2]! << 16) | (bytes[at + 1]! << 8) | bytes[at]!);
}

/** IEEE 754 of four bytes. */
export function float32(bytes: Uint8Array, at: number, littleEndian: boolean): number {
  for (let i = 0; i < 4; i++) scratch.setUint8(i, bytes[at + i]!);
  return scratch.getFloat32(0, littleEndian);
}

/** IEEE 754 of eight bytes. */
export function float64(bytes: Uint8Array, at: number, littleEndian: boolean): number {
  for (let i = 0; i < 8; i++) scratch.setUint8(i, bytes[at + i]!);
  return scratch.getFloat64(0, littleEndian);
}

/** UTF-8 up to the first zero byte, without control characters; hexadecimal where it is none. */
export function textOf(bytes: Uint8Array, at: number, end: number): string {
  let stop = at;
  const last = Math.min(end, bytes.length, at + TEXT_CHARACTERS_MAX);
  while (stop < last && bytes[stop] !== 0) stop++;
  const kept = bytes.subarray(at, stop);
  const text = fromUtf8(kept);
  // oxlint-disable-next-line no-control-regex -- what is taken out of text from the wire
  return text === undefined ? toHex(kept) : text.replaceAll(/[\u0000-\u001f\u007f]/g, ' ').trim();
}
