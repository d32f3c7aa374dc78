import { digestName, utf8 } from '@bulkhead/kernel';
import type { Actor, PacketView } from '@bulkhead/model';
import { incidentReport, renderHtml, renderPdf } from '@bulkhead/report';
import { packetsAt } from '@bulkhead/wire';
import type { Blobs } from '../journal.ts';
import type { RunningEngine } from '../open.ts';

/** What a running plant hands out as documents. Making one is an entry, once for the same bytes. */
export interface EngineDocuments {
  reportHtml(incidentId: string, actor: Actor): Promise<string | undefined>;
  reportPdf(incidentId: string, actor: Actor): Promise<Uint8Array | undefined>;
  /** The packets that an alert cites; empty where the capture is not kept. */
  packets(
    alertId: string,
  ): Promise<{ readonly packets: readonly PacketView[]; readonly capture: string } | undefined>;
}

export function createDocuments(engine: RunningEngine, blobs: Blobs): EngineDocuments {
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
      const pdf = await renderPdf(incidentReport, view);
      await recordOnce(incidentId, 'pdf', pdf, actor);
      return pdf;
    },
    async packets(alertId) {
      const known = engine.state.alerts.get(alertId);
      if (known === undefined) return undefined;
      const { capture, frames } = known.alert;
      if (blobs.sizeBytes(capture) === undefined) return { packets: [], capture };
      const packets: PacketView[] = [];
      for await (const packet of packetsAt(blobs.read(capture), new Set(frames))) {
        packets.push(packet);
      }
      return { packets, capture };
    },
  };
}
