import type { Actor, PacketView } from '@bulkhead/model';

/** A file that is made while it is read, so that a large one is never whole in memory. */
export interface ByteStream {
  /** Null where the size is known only at the end. */
  readonly sizeBytes: number | null;
  readonly bytes: AsyncIterable<Uint8Array>;
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
}
