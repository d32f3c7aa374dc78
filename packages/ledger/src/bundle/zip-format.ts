import { concat, utf8 } from '@bulkhead/kernel';

/**
 * A zip file that has one form only (APPNOTE 6.3): files stored without compression, in the order
 * of their names, back to back from the first byte; no comment, no extra field, no data descriptor,
 * one fixed time. Who knows names, sizes and sums knows every other byte, so none can hide.
 */
export interface ZipMember {
  readonly name: string;
  readonly sizeBytes: number;
  readonly crc32: number;
}

/** Without the zip64 extension no size or offset is larger than this. */
export const ZIP_BYTES_MAX = 0xffff_fffe;
export const ZIP_FILES_MAX = 10_000;
export const ZIP_NAME_BYTES_MAX = 512;

export const LOCAL_HEADER_BYTES = 30;
export const DIRECTORY_HEADER_BYTES = 46;
export const END_BYTES = 22;

const LOCAL_MAGIC = 0x0403_4b50;
const DIRECTORY_MAGIC = 0x0201_4b50;
const END_MAGIC = 0x0605_4b50;
const VERSION = 20;
/** Names are UTF-8. */
const FLAGS = 0x0800;
/** 1980-01-01 00:00, the first instant that the format knows. */
const TIME = 0;
const DATE = 0x0021;

/** §4.3.7. */
export function localHeader(member: ZipMember): Uint8Array<ArrayBuffer> {
  const name = utf8(member.name);
  const header = new DataView(new ArrayBuffer(LOCAL_HEADER_BYTES));
  header.setUint32(0, LOCAL_MAGIC, true);
  putCommon(header, 4, member, name.length);
  return concat(new Uint8Array(header.buffer), name);
}

/** §4.3.12. */
export function directoryHeader(member: ZipMember, offset: number): Uint8Array<ArrayBuffer> {
  const name = utf8(member.name);
  const header = new DataView(new ArrayBuffer(DIRECTORY_HEADER_BYTES));
  header.setUint32(0, DIRECTORY_MAGIC, true);
  header.setUint16(4, VERSION, true);
  putCommon(header, 6, member, name.length);
  header.setUint32(42, offset, true);
  return concat(new Uint8Array(header.buffer), name);
}

/** §4.3.16. */
export function endRecord(
  count: number,
  directoryOffset: number,
  directoryBytes: number,
): Uint8Array<ArrayBuffer> {
  const record = new DataView(new ArrayBuffer(END_BYTES));
  record.setUint32(0, END_MAGIC, true);
  record.setUint16(8, count, true);
  record.setUint16(10, count, true);
  record.setUint32(12, directoryBytes, true);
  record.setUint32(16, directoryOffset, true);
  return new Uint8Array(record.buffer);
}

/** The fields that both headers share, from "version needed" to "extra field length". */
function putCommon(view: DataView, at: number, member: ZipMember, nameBytes: number): void {
  view.setUint16(at, VERSION, true);
  view.setUint16(at + 2, FLAGS, true);
  view.setUint16(at + 6, TIME, true);
  view.setUint16(at + 8, DATE, true);
  view.setUint32(at + 10, member.crc32, true);
  view.setUint32(at + 14, member.sizeBytes, true);
  view.setUint32(at + 18, member.sizeBytes, true);
  view.setUint16(at + 22, nameBytes, true);
}

/** The order of members: by UTF-16 code units, without a locale. */
export function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}

/** Why a name may not be in the file, or undefined. Nobody unpacks over a file of their own. */
export function nameProblem(name: string): string | undefined {
  if (!name.isWellFormed() || utf8(name).length > ZIP_NAME_BYTES_MAX) return 'is no name';
  if (!/^[^\\:\p{Cc}]+$/u.test(name)) return 'holds a backslash, a colon or a control character';
  const isUnsafe = name.split('/').some((part) => part === '' || part === '.' || part === '..');
  return isUnsafe ? 'leads out of its folder' : undefined;
}
