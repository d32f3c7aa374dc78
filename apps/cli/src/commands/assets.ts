import { type CaptureFile, openCaptureFile, unreadableBecause } from '@bulkhead/connect';
import {
  CaptureDissector,
  type CaptureSummary,
  Inventory,
  type InventoryReading,
} from '@bulkhead/engine';
import { assetsText } from '../assets-text.ts';
import { damageText } from '../captures.ts';
import { defineCommand, EXIT, type ExitCode } from '../command.ts';
import { interfaceVendors } from '../interface-vendors.ts';
import { complain, print, printJson, Progress, sizeWords } from '../output.ts';
import { devicesInto } from '../parallel/devices.ts';
import { readInShares, sharesFor } from '../parallel/shares.ts';

export const assets = defineCommand({
  name: 'assets',
  summary: 'Lists the devices that captures show, with what they say of themselves.',
  takes: '<file...>',
  options: [{ flags: '--details', says: 'print every fact with the frame that told it' }],
  run: async ({ args, options }) => {
    const inventory = new Inventory(interfaceVendors());
    let code: ExitCode = EXIT.ok;
    for (const file of args) if (!(await read(file, inventory))) code = EXIT.input;
    const reading: InventoryReading = inventory.reading();
    if (options['json'] === true) printJson(reading);
    else print(assetsText(reading, options['details'] === true));
    return code;
  },
});

/** Reads one capture into the inventory; false where it was not understood, or only in part. */
async function read(file: string, inventory: Inventory): Promise<boolean> {
  const because = unreadableBecause(file);
  if (because !== undefined) {
    complain(because);
    return false;
  }
  const progress = new Progress(true);
  const count = sharesFor(file);
  const capture = openCaptureFile(file);
  const onProgress = (): void => {
    const where = count === 1 ? '' : ` on ${count} cores`;
    progress.say(`${file}: ${sizeWords(capture.readBytes)} read${where}`);
  };
  const onRun = devicesInto(inventory);
  const summary =
    count === 1
      ? await readHere(capture, inventory, onProgress)
      : await readInShares(capture, { count, wanted: 'devices', onRun, onProgress });
  progress.done();
  if (capture.damage === null && summary.damage === null) return true;
  complain(damageText(file, capture, summary));
  return false;
}

async function readHere(
  capture: CaptureFile,
  inventory: Inventory,
  onProgress: () => void,
): Promise<CaptureSummary> {
  const dissector = new CaptureDissector({
    onOperation: (operation) => inventory.operation(operation),
    onSighting: (sighting) => inventory.sighting(sighting),
  });
  for await (const chunk of capture.chunks) {
    dissector.push(chunk);
    if (dissector.summary().damage !== null) break;
    onProgress();
  }
  return dissector.end();
}
