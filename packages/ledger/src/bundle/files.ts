import { Sha256, toHex } from '@bulkhead/kernel';
import { Crc32 } from './crc32.ts';
import { NAMES } from './manifest.ts';
import type { Manifest } from './manifest.ts';
import { chunksOf } from './source.ts';
import type { ByteSource } from './source.ts';
import type { ZipFile } from './zip-read.ts';

/** Digests of all files, by name, and the first that does not agree with its checksum. */
export interface FileDigests {
  readonly digests: ReadonlyMap<string, string>;
  readonly problem: string | undefined;
}

/** Reads every byte of every file once. */
export async function digestFiles(
  source: ByteSource,
  files: readonly ZipFile[],
): Promise<FileDigests> {
  const digests = new Map<string, string>();
  let problem: string | undefined;
  for (const file of files) {
    const crc = new Crc32();
    const hash = new Sha256();
    for await (const chunk of chunksOf(source, file.offset, file.sizeBytes)) {
      crc.update(chunk);
      hash.update(chunk);
    }
    digests.set(file.name, `sha256:${toHex(hash.digest())}`);
    if (crc.value() !== file.crc32) problem ??= `${file.name} was changed: its checksum differs`;
  }
  return { digests, problem };
}

/** The first file that is not as the manifest says, or undefined. */
export function manifestProblem(
  manifest: Manifest,
  files: readonly ZipFile[],
  digests: ReadonlyMap<string, string>,
): string | undefined {
  const listed = new Map(manifest.files.map((file) => [file.name, file]));
  for (const { name, sizeBytes } of files) {
    if (name === NAMES.manifest || name === NAMES.signature) continue;
    const file = listed.get(name);
    if (file === undefined) return `${name} is not in the manifest: it was added`;
    if (file.sizeBytes !== sizeBytes || file.digest !== digests.get(name)) {
      return `${name} is not the file that the manifest names: it was changed`;
    }
    listed.delete(name);
  }
  const [missing] = listed.keys();
  return missing === undefined ? undefined : `${missing} is missing`;
}
