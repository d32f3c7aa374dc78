import { concat, equalBytes, fromUtf8, utf8 } from '@bulkhead/kernel';
import type { Parsed } from '../result.ts';
import { chunksOf } from './source.ts';
import type { ByteSource } from './source.ts';
import {
  DIRECTORY_HEADER_BYTES,
  directoryHeader,
  END_BYTES,
  endRecord,
  LOCAL_HEADER_BYTES,
  localHeader,
  nameProblem,
  ZIP_BYTES_MAX,
  ZIP_FILES_MAX,
  ZIP_NAME_BYTES_MAX,
} from './zip-format.ts';
import type { ZipMember } from './zip-format.ts';

/** A file in a zip, and where its bytes are. */
export interface ZipFile extends ZipMember {
  readonly offset: number;
}

const DIRECTORY_BYTES_MAX = ZIP_FILES_MAX * (DIRECTORY_HEADER_BYTES + ZIP_NAME_BYTES_MAX);

/**
 * Reads the one form of zip that `writeZip` makes and refuses every other: each byte outside the
 * files must be the byte that we would have written. The files' own bytes are not read here.
 */
export async function readZip(source: ByteSource): Promise<Parsed<readonly ZipFile[]>> {
  if (source.sizeBytes < END_BYTES || source.sizeBytes > ZIP_BYTES_MAX) {
    return { problem: `the file has ${source.sizeBytes} bytes, which no bundle has` };
  }
  const endOffset = source.sizeBytes - END_BYTES;
  const end = await source.read(endOffset, END_BYTES);
  if (end.length !== END_BYTES) return { problem: 'the file cannot be read to its end' };
  const view = viewOf(end);
  const count = view.getUint16(10, true);
  const sizeBytes = view.getUint32(12, true);
  const offset = view.getUint32(16, true);
  if (!equalBytes(end, endRecord(count, offset, sizeBytes))) {
    return { problem: 'the end of the file is not that of a bundle: it was cut or changed' };
  }
  if (offset + sizeBytes !== endOffset || sizeBytes > DIRECTORY_BYTES_MAX) {
    return { problem: 'the list of files does not fit the file: bytes are missing or added' };
  }
  const directory = await source.read(offset, sizeBytes);
  const files = readDirectory(directory, count, offset);
  if ('problem' in files) return files;
  return (await checkLocalHeaders(source, files.value)) ?? files;
}

function readDirectory(
  bytes: Uint8Array,
  count: number,
  endOfFiles: number,
): Parsed<readonly ZipFile[]> {
  const files: ZipFile[] = [];
  let at = 0;
  let headerOffset = 0;
  for (let index = 0; index < count; index++) {
    const member = readMember(bytes.subarray(at));
    const where = `file ${index + 1} of the list`;
    if (member === undefined) return { problem: `${where} is garbled` };
    const expected = directoryHeader(member, headerOffset);
    if (!equalBytes(bytes.subarray(at, at + expected.length), expected)) {
      return { problem: `${where}, ${member.name}, is not as it was written` };
    }
    const unsafe = nameProblem(member.name);
    if (unsafe !== undefined) return { problem: `${where}: the name ${unsafe}` };
    const previous = files.at(-1);
    if (previous !== undefined && previous.name >= member.name) {
      return { problem: `${where}, ${member.name}, is out of order` };
    }
    const offset = headerOffset + LOCAL_HEADER_BYTES + utf8(member.name).length;
    files.push({ ...member, offset });
    at += expected.length;
    headerOffset = offset + member.sizeBytes;
    if (headerOffset > endOfFiles) return { problem: `${where}, ${member.name}, is too long` };
  }
  if (at !== bytes.length || headerOffset !== endOfFiles) {
    return { problem: 'there are bytes that belong to no file' };
  }
  return { value: files };
}

function readMember(bytes: Uint8Array): ZipMember | undefined {
  if (bytes.length < DIRECTORY_HEADER_BYTES) return undefined;
  const view = viewOf(bytes);
  const nameBytes = view.getUint16(28, true);
  const name = fromUtf8(bytes.subarray(DIRECTORY_HEADER_BYTES, DIRECTORY_HEADER_BYTES + nameBytes));
  if (name === undefined || name === '' || nameBytes > ZIP_NAME_BYTES_MAX) return undefined;
  return { name, sizeBytes: view.getUint32(24, true), crc32: view.getUint32(16, true) };
}

async function checkLocalHeaders(
  source: ByteSource,
  files: readonly ZipFile[],
): Promise<{ problem: string } | undefined> {
  for (const file of files) {
    const expected = localHeader(file);
    const found = await source.read(file.offset - expected.length, expected.length);
    if (!equalBytes(found, expected)) {
      return { problem: `the header of ${file.name} is not as it was written` };
    }
  }
  return undefined;
}

/** A whole small file; undefined where it is longer than `sizeMax` or cannot be read whole. */
export async function readWhole(
  source: ByteSource,
  file: ZipFile,
  sizeMax: number,
): Promise<Uint8Array | undefined> {
  if (file.sizeBytes > sizeMax) return undefined;
  const chunks: Uint8Array[] = [];
  for await (const chunk of chunksOf(source, file.offset, file.sizeBytes)) chunks.push(chunk);
  const whole = concat(...chunks);
  return whole.length === file.sizeBytes ? whole : undefined;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
