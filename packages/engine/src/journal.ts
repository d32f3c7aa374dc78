import type { Entry } from '@bulkhead/model';

/** An entry with the bytes that were hashed, so that nothing is serialised twice. */
export interface SealedEntry {
  readonly entry: Entry;
  /** Canonical JSON (RFC 8785) of `entry`, UTF-8. */
  readonly bytes: Uint8Array;
  /** RFC 9162 leaf digest of `bytes`. */
  readonly leaf: Uint8Array;
}

/**
 * Append-only and durable: when `append` resolves, the entries survive `kill -9` and power loss.
 * One process writes; a second one that opens the same journal is refused with a clear error.
 * A failed `append` leaves the journal as it was and every later `append` fails too: the process
 * must stop and open it again.
 */
export interface Journal {
  /** Entries that are durable. */
  readonly length: number;
  /** Takes entries that continue the sequence. Calls made close together share one commit. */
  append(entries: readonly SealedEntry[]): Promise<void>;
  /** Entries from `from` on, at most `countMax` of them, in order. */
  read(from: number, countMax: number): readonly SealedEntry[];
  /** The newest signed checkpoint, as C2SP signed note text; undefined before the first. */
  lastCheckpoint(): string | undefined;
  saveCheckpoint(size: number, note: string): Promise<void>;
  close(): Promise<void>;
}

/** Raw bytes, named by their digest (`sha256:…`). Written once, never changed. */
export interface Blobs {
  /** Stores a stream; resolves when it is durable under its digest. */
  put(bytes: AsyncIterable<Uint8Array>): Promise<{ digest: string; sizeBytes: number }>;
  /** Undefined where there is no such blob. */
  sizeBytes(digest: string): number | undefined;
  read(digest: string): AsyncIterable<Uint8Array>;
}
