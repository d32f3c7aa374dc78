import { createHash, randomUUID } from 'node:crypto';
import type { Hash } from 'node:crypto';
import { readdirSync, rmSync, statSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Blobs } from '@bulkhead/engine';
import { codeOf, messageOf, StoreFailed } from '../failed.ts';
import { makeFolder, syncFolder } from './sync.ts';

/** Bytes of one blob: a capture of a busy day on a gigabit link. */
export const BLOB_BYTES_MAX = 64 * 1024 ** 3;

const READ_BYTES = 256 * 1024;

/**
 * Opens the blobs of a folder, or makes it. A blob is written beside its place, made durable and
 * then renamed, so that a name always stands for whole bytes; what a crash left unfinished is
 * cleared away. With `verify`, reading to the end proves that the bytes are those of the name.
 */
export function openBlobs(folder: string, options: { readonly verify?: boolean } = {}): Blobs {
  const incoming = join(folder, 'incoming');
  makeFolder(incoming);
  for (const name of readdirSync(incoming)) rmSync(join(incoming, name), { force: true });
  return new FileBlobs(folder, incoming, options.verify ?? true);
}

class FileBlobs implements Blobs {
  readonly #folder: string;
  readonly #incoming: string;
  readonly #verify: boolean;

  constructor(folder: string, incoming: string, verify: boolean) {
    this.#folder = folder;
    this.#incoming = incoming;
    this.#verify = verify;
  }

  async put(bytes: AsyncIterable<Uint8Array>): Promise<{ digest: string; sizeBytes: number }> {
    const path = join(this.#incoming, randomUUID());
    try {
      const { hex, sizeBytes } = await writeDurably(path, bytes);
      const digest = `sha256:${hex}`;
      const place = this.#place(hex);
      makeFolder(dirname(place));
      await rename(path, place);
      syncFolder(dirname(place));
      return { digest, sizeBytes };
    } catch (error) {
      await rm(path, { force: true });
      throw writeFailed(this.#folder, error);
    }
  }

  sizeBytes(digest: string): number | undefined {
    const hex = hexOf(digest);
    if (hex === undefined) return undefined;
    return statSync(this.#place(hex), { throwIfNoEntry: false })?.size;
  }

  async *read(digest: string): AsyncIterable<Uint8Array> {
    const hex = hexOf(digest);
    if (hex === undefined || this.sizeBytes(digest) === undefined) {
      throw new StoreFailed(`${this.#folder}: there is no blob ${digest}.`);
    }
    const file = await open(this.#place(hex), 'r');
    try {
      const hash = this.#verify ? createHash('sha256') : undefined;
      yield* chunksOf(file, hash);
      if (hash !== undefined && hash.digest('hex') !== hex) {
        throw new StoreFailed(
          `${this.#place(hex)}: the blob is damaged: its bytes are not those of its name. Keep ` +
            'the file and restore it from a backup.',
        );
      }
    } finally {
      await file.close();
    }
  }

  /** Two levels, so that no folder holds too many names. */
  #place(hex: string): string {
    return join(this.#folder, hex.slice(0, 2), hex);
  }
}

async function writeDurably(
  path: string,
  bytes: AsyncIterable<Uint8Array>,
): Promise<{ hex: string; sizeBytes: number }> {
  const file = await open(path, 'wx', 0o600);
  try {
    const hash = createHash('sha256');
    let sizeBytes = 0;
    for await (const chunk of bytes) {
      sizeBytes += chunk.length;
      if (sizeBytes > BLOB_BYTES_MAX) {
        throw new StoreFailed(`a blob has at most ${BLOB_BYTES_MAX} bytes. Split the capture.`);
      }
      hash.update(chunk);
      await file.writeFile(chunk);
    }
    await file.sync();
    return { hex: hash.digest('hex'), sizeBytes };
  } finally {
    await file.close();
  }
}

async function* chunksOf(file: FileHandle, hash: Hash | undefined): AsyncIterable<Uint8Array> {
  for (let at = 0; ;) {
    // Each chunk has its own memory: the reader may keep it.
    const chunk = new Uint8Array(READ_BYTES);
    const { bytesRead } = await file.read(chunk, 0, READ_BYTES, at);
    if (bytesRead === 0) return;
    at += bytesRead;
    const part = chunk.subarray(0, bytesRead);
    hash?.update(part);
    yield part;
  }
}

function writeFailed(folder: string, error: unknown): unknown {
  if (error instanceof StoreFailed) return error;
  const code = codeOf(error);
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new StoreFailed(
      `${folder}: the disk is full. Nothing was kept; free space, try again.`,
      {
        retryable: true,
        cause: error,
      },
    );
  }
  // What the source of the bytes throws is the caller's own error.
  if (code === '') return error;
  return new StoreFailed(`${folder}: a blob cannot be written: ${messageOf(error)}.`, {
    cause: error,
  });
}

function hexOf(digest: string): string | undefined {
  return /^sha256:([0-9a-f]{64})$/.exec(digest)?.[1];
}
