/** Reads one share of a capture: see `dissect.ts`. Runs as a worker thread. */
import { parentPort, workerData } from 'node:worker_threads';
import { openCaptureFile } from '@bulkhead/connect';
import { CaptureDissector, copyOperation } from '@bulkhead/engine';
import { type Batch, BATCHES_MAX, type Ended, type ShareOrder } from './messages.ts';

const { file, index, count, lines } = workerData as ShareOrder;
const port = parentPort!;
/** Batches that the other side has not taken yet, and what goes on when it takes one. */
const way = { batches: 0, taken: (): void => {} };
port.on('message', () => {
  way.batches--;
  way.taken();
});

let text = '';
let keys: number[] = [];
const dissector = new CaptureDissector({
  share: { index, count },
  onOperation: lines
    ? (operation) => {
        const line = `${JSON.stringify(copyOperation(operation))}\n`;
        const { frame, within } = dissector.order;
        keys.push(frame, within, line.length);
        text += line;
      }
    : () => {},
});

async function post(upToFrame: number, readBytes: number): Promise<void> {
  const sent = Float64Array.from(keys);
  const batch: Batch = { kind: 'batch', text, keys: sent, upToFrame, readBytes };
  port.postMessage(batch, [sent.buffer]);
  text = '';
  keys = [];
  way.batches++;
  if (way.batches < BATCHES_MAX) return;
  await new Promise<void>((resolve) => {
    way.taken = resolve;
  });
}

const capture = openCaptureFile(file);
for await (const chunk of capture.chunks) {
  dissector.push(chunk);
  const { packets, damage } = dissector.summary();
  if (damage !== null) break;
  await post(packets, capture.readBytes);
}
const summary = dissector.end();
await post(Number.POSITIVE_INFINITY, capture.readBytes);
const ended: Ended = { kind: 'ended', summary, damage: capture.damage };
port.postMessage(ended);
port.close();
