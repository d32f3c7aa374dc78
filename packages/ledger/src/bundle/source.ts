/** Bytes at rest, read in pieces: a file on disk, or a `Blob` in a browser. */
export interface ByteSource {
  readonly sizeBytes: number;
  /** The bytes at `offset`; fewer than `length` only where the source ends early. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

/** A file to be put into a bundle. It is read twice: for its digest first, then to be copied. */
export interface Part {
  readonly name: string;
  /** Undefined where nobody knows before the first reading. */
  readonly sizeBytes: number | undefined;
  open(): AsyncIterable<Uint8Array>;
}

const CHUNK_BYTES = 256 * 1024;

/** A part of bytes in memory. */
export function partOfBytes(
  name: string,
  bytes: Uint8Array,
): Part & { readonly sizeBytes: number } {
  return {
    name,
    sizeBytes: bytes.length,
    async *open() {
      yield bytes;
    },
  };
}

/** A source of bytes in memory. */
export function sourceOfBytes(bytes: Uint8Array): ByteSource {
  return {
    sizeBytes: bytes.length,
    read: async (offset, length) => bytes.subarray(offset, offset + length),
  };
}

/** A range of a source, piece by piece. Ends early where the source does. */
export async function* chunksOf(
  source: ByteSource,
  offset: number,
  sizeBytes: number,
): AsyncIterable<Uint8Array> {
  for (let at = 0; at < sizeBytes;) {
    const chunk = await source.read(offset + at, Math.min(CHUNK_BYTES, sizeBytes - at));
    if (chunk.length === 0) return;
    at += chunk.length;
    yield chunk;
  }
}
