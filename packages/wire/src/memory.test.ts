import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { CaptureDissector } from './dissector.ts';
import { Inventory } from './inventory/inventory.ts';
import { ENDLESS, endlessCapture } from './testing/endless.ts';

/**
 * Endless traffic within small limits, each run. `BULKHEAD_ENDLESS=10000000` does it with so many
 * packets and the limits that are shipped, and prints what the process takes.
 */
const PACKETS = Number(process.env['BULKHEAD_ENDLESS'] ?? 30_000);
const SMALL = process.env['BULKHEAD_ENDLESS'] === undefined;
const LIMITS = SMALL
  ? { flowsMax: 1_000, totalBytesMax: 1_000_000, pendingMax: 1_000 }
  : { flowsMax: 65_536 };
/** With the shipped limits: 67 MB of bytes kept, 98 MB of flows, and what is always there. */
const KEPT_BYTES_MAX = SMALL ? 8_000_000 : 200_000_000;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

test.each(ENDLESS)('$name for ever: memory stays where it is', { timeout: 600_000 }, (traffic) => {
  const keptBytes = (): number => {
    // Bytes outside the heap are freed by the collection after the one that finds them.
    for (let i = 0; i < 3; i++) collectGarbage();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  const before = keptBytes();
  let operations = 0;
  const inventory = new Inventory(() => null, SMALL ? LIMITS.flowsMax : undefined);
  const dissector = new CaptureDissector({
    onOperation: (operation) => {
      operations++;
      inventory.operation(operation);
    },
    onSighting: (sighting) => inventory.sighting(sighting),
    limits: LIMITS,
  });
  let pushed = 0;
  let atHalf = 0;
  for (const chunk of endlessCapture(traffic, PACKETS)) {
    dissector.push(chunk);
    pushed++;
    if (pushed === Math.floor(PACKETS / 1_024)) atHalf = keptBytes() - before;
  }
  const atEnd = keptBytes() - before;
  const rss = process.memoryUsage().rss;
  const { packets } = dissector.end();
  expect(packets).toBeGreaterThanOrEqual(PACKETS);
  expect(atEnd).toBeLessThan(KEPT_BYTES_MAX);
  // Half of the traffic has filled everything there is to fill.
  expect(atEnd).toBeLessThan(atHalf * 1.25 + 4_000_000);
  if (SMALL) return;
  const megabytes = [atHalf, atEnd, rss].map((value) => `${Math.round(value / 1e6)} MB`);
  const words = `kept at half ${megabytes[0]}, at end ${megabytes[1]}, process ${megabytes[2]}`;
  process.stderr.write(`${traffic.name}: ${packets} packets, ${operations} operations, ${words}\n`);
});
