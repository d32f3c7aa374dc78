/**
 * Reads every capture of the folder that `BULKHEAD_CORPUS` names and sums up what became of its
 * packets: operations, and why the others gave none. Exit code 1 where a file fails, or where a
 * packet gave nothing and nothing says why.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { openCaptureFile } from '@bulkhead/connect';
import { CaptureDissector } from '@bulkhead/wire';

const root = process.env['BULKHEAD_CORPUS'] ?? '';
const print = (line: string): void => void process.stdout.write(`${line}\n`);

async function main(): Promise<void> {
  if (!existsSync(root)) {
    print('No corpus: set BULKHEAD_CORPUS to a folder of captures. Nothing was read.');
    return;
  }
  const skipped = new Map<string, number>();
  const totals = { files: 0, damaged: 0, failed: 0, packets: 0, tcpWithoutData: 0, operations: 0 };
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(pcap|pcapng|cap|ntar)(\.gz)?$/i.test(file))
    .map((file) => join(root, file));
  for (const file of files.toSorted()) {
    totals.files++;
    try {
      // Everything that can be read of an operation is read, so that a reader that fails shows.
      const dissector = new CaptureDissector({ onOperation: (one) => void JSON.stringify(one) });
      for await (const chunk of openCaptureFile(file).chunks) dissector.push(chunk);
      const summary = dissector.end();
      totals.packets += summary.packets;
      totals.tcpWithoutData += summary.tcpWithoutData;
      totals.operations += summary.operationTotal;
      if (summary.damage !== null) {
        totals.damaged++;
        print(`${relative(root, file)}: ${summary.damage.message}`);
      }
      for (const [reason, count] of Object.entries(summary.skipped)) {
        skipped.set(reason, (skipped.get(reason) ?? 0) + count);
      }
    } catch (error) {
      totals.failed++;
      print(`${relative(root, file)}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  for (const [reason, count] of [...skipped].toSorted(([, a], [, b]) => b - a)) {
    print(`${String(count).padStart(9)}  ${reason}`);
  }
  print(JSON.stringify(totals));
  if (totals.failed > 0 || (skipped.get('unexplained') ?? 0) > 0) process.exitCode = 1;
}

await main();
