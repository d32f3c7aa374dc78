/** Reads one share of a capture: see `shares.ts`. Runs as a worker thread. */
import { parentPort, workerData } from 'node:worker_threads';
import { CaptureDissector } from '@bulkhead/engine/reading';
import { gathererOf } from './gather.ts';
import type { Batch, Ended, ShareOrder, ToWorker } from './messages.ts';

const { index, count, wanted, bytes } = workerData as ShareOrder;
const port = parentPort!;
const shared = new Uint8Array(bytes);
const gatherer = gathererOf(wanted);
const dissector = new CaptureDissector({
  share: { index, count },
  onOperation: (operation) => gatherer.operation(operation, dissector.order),
  ...(wanted === 'devices' && {
    onSighting: (sighting) => gatherer.sighting(sighting, dissector.order),
  }),
});
let isDamaged = false;

port.on('message', (told: ToWorker) => {
  if (told.kind === 'taken') return gatherer.reuse(told.room);
  if (told.kind === 'read') return read(told.at, told.pieces);
  const summary = dissector.end();
  post(Number.POSITIVE_INFINITY);
  const ended: Ended = { kind: 'ended', summary };
  port.postMessage(ended);
  port.close();
});

function read(from: number, pieces: readonly number[]): void {
  let at = from;
  for (const length of pieces) {
    // Nothing after the damage is understood, however much there is.
    if (isDamaged) break;
    dissector.push(shared.subarray(at, at + length));
    at += length;
    isDamaged = dissector.summary().damage !== null;
  }
  post(dissector.summary().packets);
}

function post(upToFrame: number): void {
  const { keys, lines, news } = gatherer.take();
  const batch: Batch = { kind: 'batch', keys, lines, news, upToFrame, isDamaged };
  port.postMessage(batch, lines === null ? [keys.buffer] : [keys.buffer, lines.buffer]);
}
