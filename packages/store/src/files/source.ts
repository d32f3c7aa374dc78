import { open } from 'node:fs/promises';
import { messageOf, StoreFailed } from '../failed.ts';

/** A file read in pieces, as `verifyBundle` of the ledger takes it. Close it after use. */
export interface FileSource {
  readonly sizeBytes: number;
  /** The bytes at `offset`; fewer than `length` only where the file ends. */
  read(offset: number, length: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** Opens a file for reading. Throws `StoreFailed` where it is no file or cannot be read. */
export async function openFileSource(path: string): Promise<FileSource> {
  try {
    const file = await open(path, 'r');
    const { size } = await file.stat();
    return {
      sizeBytes: size,
      async read(offset, length) {
        const bytes = new Uint8Array(Math.max(0, Math.min(length, size - offset)));
        let filled = 0;
        while (filled < bytes.length) {
          const left = bytes.length - filled;
          const { bytesRead } = await file.read(bytes, filled, left, offset + filled);
          if (bytesRead === 0) break;
          filled += bytesRead;
        }
        return bytes.subarray(0, filled);
      },
      close: () => file.close(),
    };
  } catch (error) {
    throw new StoreFailed(`${path}: cannot be read: ${messageOf(error)}.`, { cause: error });
  }
}
