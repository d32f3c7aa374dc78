import { digestName, toHex, utf8 } from '@bulkhead/kernel';
import { writeBundle, type BundleContents, type Signer } from '@bulkhead/ledger';
import type { Actor, Entry, IncidentView, PacketView } from '@bulkhead/model';
import { incidentReport, renderHtml, renderPdf } from '@bulkhead/report';
import { packetsAt } from '@bulkhead/wire';
import type { Blobs, Journal } from '../journal.ts';
import type { RunningEngine } from '../open.ts';
import { citedCaptures } from '../streams.ts';

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
 * What a running plant hands out as documents. Making one is an entry, in the name of `actor`, once
 * for the same bytes. Undefined means that there is no such thing.
 */
export interface Documents {
  /** One whole HTML page without scripts and without inline `style` attributes. */
  reportHtml(incidentId: string, actor: Actor): Promise<string | undefined>;
  reportPdf(incidentId: string, actor: Actor): Promise<Uint8Array | undefined>;
  /**
   * The evidence bundle: anyone verifies it with nothing but the public key. Evidence beyond
   * `evidenceBytesMax` is named by its digest and left out.
   */
  bundle(
    incidentId: string,
    actor: Actor,
    evidenceBytesMax?: number,
  ): Promise<ByteStream | undefined>;
  /** The packets that an alert cites; empty where the capture is not kept. */
  packets(
    alertId: string,
  ): Promise<{ readonly packets: readonly PacketView[]; readonly capture: string } | undefined>;
  entry(sequence: number): Promise<ProvenEntry | undefined>;
}

export interface DocumentSources {
  readonly engine: RunningEngine;
  readonly journal: Journal;
  readonly blobs: Blobs;
  readonly signer: Signer;
  /** Texts of the plan's files, as they were loaded. */
  readonly planFiles: ReadonlyMap<string, string>;
}

export function createDocuments(sources: DocumentSources): Documents {
  const { engine, blobs } = sources;
  // The same journal gives the same bytes, so the last document need not be made again.
  let lastPdf: { readonly name: string; readonly pdf: Uint8Array } | undefined;
  const recordOnce = async (
    incidentId: string,
    format: 'html' | 'pdf',
    bytes: Uint8Array,
    actor: Actor,
  ): Promise<void> => {
    const digest = digestName(bytes);
    if (engine.state.reports.has(digest)) return;
    await engine.record(actor, [{ kind: 'report-made', incidentId, format, digest }]);
  };
  return {
    async reportHtml(incidentId, actor) {
      const view = engine.dossier(incidentId);
      if (view === undefined) return undefined;
      const html = renderHtml(incidentReport, view);
      await recordOnce(incidentId, 'html', utf8(html), actor);
      return html;
    },
    async reportPdf(incidentId, actor) {
      const view = engine.dossier(incidentId);
      if (view === undefined) return undefined;
      const name = `${incidentId} ${view.journal.root}`;
      const pdf = lastPdf?.name === name ? lastPdf.pdf : await renderPdf(incidentReport, view);
      lastPdf = { name, pdf };
      await recordOnce(incidentId, 'pdf', pdf, actor);
      return pdf;
    },
    async bundle(incidentId, actor, evidenceBytesMax = Number.POSITIVE_INFINITY) {
      const html = await this.reportHtml(incidentId, actor);
      const pdf = await this.reportPdf(incidentId, actor);
      const view = engine.dossier(incidentId);
      if (html === undefined || view === undefined) return undefined;
      const entries = sources.journal.length + 1;
      await engine.record(actor, [{ kind: 'bundle-made', incidentId, entries }]);
      const checkpoint = await engine.checkpoint();
      const contents = {
        incidentId,
        cites: citedBy(view),
        checkpoint,
        signer: sources.signer,
        journal: sources.journal,
        ...capturesOf(view, blobs, evidenceBytesMax),
        plan: [...sources.planFiles],
        reportHtml: utf8(html),
        reportPdf: pdf,
      };
      return { sizeBytes: null, bytes: writeBundle(contents) };
    },
    packets: (alertId) => citedPackets(engine, blobs, alertId),
    async entry(sequence) {
      const found = await engine.inclusion(sequence);
      const [sealed] = sources.journal.read(sequence, 1);
      if (found === undefined || sealed === undefined) return undefined;
      const { index, size, root, proof, checkpoint } = found;
      return {
        entry: sealed.entry,
        inclusion: { index, size, root: toHex(root), proof: proof.map(toHex) },
        checkpoint,
      };
    },
  };
}

async function citedPackets(
  engine: RunningEngine,
  blobs: Blobs,
  alertId: string,
): ReturnType<Documents['packets']> {
  const known = engine.state.alerts.get(alertId);
  if (known === undefined) return undefined;
  const packets: PacketView[] = [];
  for (const { digest, frames, offset } of citedCaptures(engine.state, known.alert)) {
    if (blobs.sizeBytes(digest) === undefined) continue;
    for await (const packet of packetsAt(blobs.read(digest), frames)) {
      packets.push({ ...packet, frame: packet.frame + offset });
    }
  }
  return { packets, capture: known.alert.capture };
}

/** Every entry that any statement of the view rests on. */
function citedBy(view: IncidentView): readonly number[] {
  const found = new Set<number>();
  const walk = (value: unknown, name: string): void => {
    if (name === 'cites' && Array.isArray(value)) {
      for (const cite of value) if (typeof cite === 'number') found.add(cite);
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, member] of Object.entries(value)) walk(member, key);
    }
  };
  walk(view, '');
  return [...found];
}

/** The captures and other evidence of an incident that go along, and those that do not. */
function capturesOf(
  view: IncidentView,
  blobs: Blobs,
  bytesMax: number,
): Pick<BundleContents, 'captures' | 'leftOut'> {
  const captures: BundleContents['captures'][number][] = [];
  const leftOut: NonNullable<BundleContents['leftOut']>[number][] = [];
  let room = bytesMax;
  for (const [digest, bytes] of new Map(view.evidence.map((one) => [one.digest, one.bytes]))) {
    const sizeBytes = blobs.sizeBytes(digest);
    if (sizeBytes === undefined) {
      const why = 'The bytes are not in the blob store of this journal.';
      leftOut.push({ digest, sizeBytes: bytes, why });
    } else if (sizeBytes > room) {
      const why = 'It would make this bundle too large; the blob store of the journal has it.';
      leftOut.push({ digest, sizeBytes, why });
    } else {
      room -= sizeBytes;
      captures.push({ digest, sizeBytes, open: () => blobs.read(digest) });
    }
  }
  return { captures, leftOut };
}
