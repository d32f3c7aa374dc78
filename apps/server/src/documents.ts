import type { Actor, Entry, PacketView } from '@bulkhead/model';

/** A file that is made while it is read, so that a large one is never whole in memory. */
export interface ByteStream {
  /** Null where the size is known only at the end. */
  readonly sizeBytes: number | null;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** One entry with all that a browser needs to verify it. Digests are hexadecimal. */
export interface ProvenEntry {
  readonly entry: Entry;
  /** RFC 9162 §2.1.3, against the root of the checkpoint. */
  readonly inclusion: {
    readonly index: number;
    readonly size: number;
    readonly root: string;
    readonly proof: readonly string[];
  };
  /** Signed note (C2SP) over the size and the root. */
  readonly checkpoint: string;
}

/**
 * What the server hands out as files. Each call that makes a document for a person is journaled by
 * whoever implements it, in the name of `actor`. Undefined means that there is no such thing.
 */
export interface Documents {
  /** One whole HTML page without scripts and without inline `style` attributes. */
  reportHtml(incidentId: string, actor: Actor): Promise<string | undefined>;
  reportPdf(incidentId: string, actor: Actor): Promise<Uint8Array | undefined>;
  bundle(incidentId: string, actor: Actor): Promise<ByteStream | undefined>;
  /** The packets that an alert cites, and the digest of the capture that they are in. */
  packets(
    alertId: string,
  ): Promise<{ readonly packets: readonly PacketView[]; readonly capture: string } | undefined>;
  entry(sequence: number): Promise<ProvenEntry | undefined>;
}
