import { Sha256, toHex } from '@bulkhead/kernel';
import { Crc32 } from './crc32.ts';
import type { Part } from './source.ts';
import {
  byName,
  directoryHeader,
  END_BYTES,
  endRecord,
  localHeader,
  nameProblem,
  ZIP_BYTES_MAX,
  ZIP_FILES_MAX,
} from './zip-format.ts';
import type { ZipMember } from './zip-format.ts';

/** The world gave us something that cannot become a bundle. The message says what to do. */
export class BundleFailed extends Error {
  override readonly name = 'BundleFailed';
}

/** A part whose bytes were read once. */
export interface MeasuredPart extends Part, ZipMember {
  readonly sizeBytes: number;
  /** `sha256:` and 64 hexadecimal digits. */
  readonly digest: string;
}

/** Reads a part to its end. Throws `BundleFailed` where it is not what it says. */
export async function measure(part: Part): Promise<MeasuredPart> {
  const problem = nameProblem(part.name);
  if (problem !== undefined) throw new BundleFailed(`${part.name}: the name ${problem}.`);
  const crc = new Crc32();
  const hash = new Sha256();
  let sizeBytes = 0;
  for await (const chunk of part.open()) {
    crc.update(chunk);
    hash.update(chunk);
    sizeBytes += chunk.length;
  }
  if (part.sizeBytes !== undefined && sizeBytes !== part.sizeBytes) {
    const found = `has ${sizeBytes} bytes and was announced with ${part.sizeBytes}`;
    throw new BundleFailed(`${part.name}: ${found}. Make the bundle again.`);
  }
  const digest = `sha256:${toHex(hash.digest())}`;
  return { name: part.name, sizeBytes, open: () => part.open(), crc32: crc.value(), digest };
}

/** The bytes of the zip file, piece by piece. Throws `BundleFailed` where a limit is passed. */
export async function* writeZip(parts: readonly MeasuredPart[]): AsyncIterable<Uint8Array> {
  const sorted = parts.toSorted(byName);
  const directory = directoryOf(sorted);
  for (const part of sorted) {
    yield localHeader(part);
    const crc = new Crc32();
    for await (const chunk of part.open()) {
      crc.update(chunk);
      yield chunk;
    }
    if (crc.value() !== part.crc32) {
      throw new BundleFailed(`${part.name}: changed while it was copied. Make the bundle again.`);
    }
  }
  yield* directory.headers;
  yield endRecord(sorted.length, directory.offset, directory.sizeBytes);
}

function directoryOf(sorted: readonly MeasuredPart[]): {
  readonly headers: readonly Uint8Array[];
  readonly offset: number;
  readonly sizeBytes: number;
} {
  if (sorted.length > ZIP_FILES_MAX) {
    throw new BundleFailed(`a bundle holds at most ${ZIP_FILES_MAX} files, not ${sorted.length}.`);
  }
  const headers: Uint8Array[] = [];
  let offset = 0;
  let sizeBytes = 0;
  for (const [index, part] of sorted.entries()) {
    if (part.name === sorted[index + 1]?.name) {
      throw new BundleFailed(`${part.name}: two files have this name.`);
    }
    const header = directoryHeader(part, Math.min(offset, ZIP_BYTES_MAX));
    headers.push(header);
    sizeBytes += header.length;
    offset += localHeader(part).length + part.sizeBytes;
  }
  if (offset + sizeBytes + END_BYTES > ZIP_BYTES_MAX) {
    throw new BundleFailed(
      `a bundle has at most ${ZIP_BYTES_MAX} bytes, and this one would have ` +
        `${offset + sizeBytes + END_BYTES}. Leave out the largest captures.`,
    );
  }
  return { headers, offset, sizeBytes };
}
