/**
 * Compares the operations of every Modbus and S7comm capture with tshark, frame by frame: service
 * code, unit, address and quantity. `BULKHEAD_CORPUS` names the folder of captures.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { openCaptureFile } from '@bulkhead/connect';
import { CaptureDissector } from '@bulkhead/wire';
import { explain, type Disagreement } from './agreement-reasons.ts';
import { type FrameFacts, tsharkFacts } from './agreement-tshark.ts';

const root = process.env['BULKHEAD_CORPUS'] ?? join(import.meta.dirname, '../../shared/corpus');
const SHOWN_MAX = 5;
const print = (line: string): void => void process.stdout.write(`${line}\n`);

function captures(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(pcap|pcapng|cap)(\.gz)?$/i.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
}

/** What our operations say of each frame, in the form in which tshark's answers are kept. */
async function ourFacts(file: string): Promise<Map<number, FrameFacts>> {
  const facts = new Map<number, FrameFacts>();
  const at = (frame: number): FrameFacts => {
    const known = facts.get(frame) ?? {
      codes: [],
      units: [],
      addresses: [],
      quantities: [],
      flags: [],
    };
    facts.set(frame, known);
    return known;
  };
  const dissector = new CaptureDissector({
    onOperation: ({ protocol, service, unit, frames, address, count, anomalies }) => {
      if (service.name === 'connection_request') return;
      for (const frame of [frames.request, frames.response]) {
        if (frame === null) continue;
        at(frame).codes.push(service.code);
        at(frame).flags.push(...anomalies.map(({ code }) => code));
        if (unit !== null) at(frame).units.push(unit);
      }
      if (protocol !== 'modbus' || frames.request === null) return;
      const { code } = service;
      const ranged = (code >= 1 && code <= 6) || code === 15 || code === 16 || code === 22;
      if (ranged || code === 23 || code === 24) {
        if (address !== null) at(frames.request).addresses.push(address);
      }
      if ((code >= 1 && code <= 4) || code === 15 || code === 16 || code === 23) {
        at(frames.request).quantities.push(count);
      }
    },
  });
  for await (const chunk of openCaptureFile(file).chunks) dissector.push(chunk);
  dissector.end();
  return facts;
}

const sorted = (values: readonly number[]): string => values.toSorted((a, b) => a - b).join(',');

function compare(
  ours: ReadonlyMap<number, FrameFacts>,
  theirs: ReadonlyMap<number, FrameFacts>,
): { agreed: number; disagreements: Disagreement[] } {
  let agreed = 0;
  const disagreements: Disagreement[] = [];
  const frames = new Set([...ours.keys(), ...theirs.keys()]);
  for (const frame of [...frames].toSorted((a, b) => a - b)) {
    const [us, them] = [ours.get(frame), theirs.get(frame)];
    const differs =
      us === undefined || them === undefined
        ? ['frame']
        : (['codes', 'units', 'addresses', 'quantities'] as const).filter((what) => {
            const answers = what === 'addresses' || what === 'quantities';
            // tshark repeats addresses in answers; ours belong to the request.
            if (answers && us[what].length === 0) return false;
            return sorted(us[what]) !== sorted(them[what]);
          });
    if (differs.length === 0) agreed++;
    else disagreements.push({ frame, differs, us, them });
  }
  return { agreed, disagreements };
}

async function main(): Promise<void> {
  if (!existsSync(root)) {
    print('No corpus: set BULKHEAD_CORPUS to a folder of captures. Nothing was compared.');
    return;
  }
  execFileSync('tshark', ['--version'], { stdio: 'ignore' });
  const totals = { captures: 0, agreed: 0, explained: 0, unexplained: 0 };
  const reasons = new Map<string, number>();
  for (const file of captures(root)) {
    const theirs = tsharkFacts(file);
    if (theirs === null || theirs.size === 0) continue;
    const { agreed, disagreements } = compare(await ourFacts(file), theirs);
    const open: Disagreement[] = [];
    for (const [disagreement, reason] of explain(file, disagreements)) {
      if (reason === null) open.push(disagreement);
      else reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    }
    totals.captures++;
    totals.agreed += agreed;
    totals.explained += disagreements.length - open.length;
    totals.unexplained += open.length;
    const told = `${agreed} agree, ${disagreements.length - open.length} explained`;
    print(`${relative(root, file)}: ${told}, ${open.length} unexplained`);
    for (const one of open.slice(0, SHOWN_MAX)) print(`    ${JSON.stringify(one)}`);
  }
  for (const [reason, count] of reasons) print(`explained: ${count} frames: ${reason}`);
  print(JSON.stringify(totals));
  if (totals.unexplained > 0) process.exitCode = 1;
}

await main();
