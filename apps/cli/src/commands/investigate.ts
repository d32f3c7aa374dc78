import { rmSync, statSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { openCaptureFile } from '@bulkhead/connect';
import {
  captureRead,
  createDocuments,
  Sensor,
  system,
  type RunningEngine,
  type SeenHost,
  type SensorReading,
} from '@bulkhead/engine';
import { isoTime } from '@bulkhead/kernel';
import type { EntryBody } from '@bulkhead/model';
import { damageText, keepCapture, uselessBecause } from '../captures.ts';
import { defineCommand, EXIT, Stopped, textOption, type ExitCode, type Given } from '../command.ts';
import { loadContent, planOrStop, type LoadedContent } from '../content.ts';
import { investigationText } from '../investigation-text.ts';
import { complain, print, printJson, Progress, sizeWords } from '../output.ts';
import { createLog, systemClock } from '../ports.ts';
import { openWorkspace, refuseOtherPlan, type Workspace } from '../workspace.ts';

/** Entries that wait to be written while a capture is read. */
const WAITING_MAX = 500;
/** Incidents that get a report, the worst first; `serve --data` makes those of the others. */
const REPORTS_MAX = 20;
/** Bytes of captures in all bundles together; of any size in the first. */
const BUNDLED_BYTES_MAX = 1_000_000_000;

const NO_SENSING = {
  state: 'none',
  source: '',
  packets: 0,
  operations: 0,
  lastPacketAt: null,
  skipped: {},
  shed: 0,
} as const;

/** What is printed with `--json`: a contract, see docs/reference/cli.md. */
export interface Investigation {
  readonly captures: readonly CaptureLine[];
  readonly assets: readonly unknown[];
  readonly operations: readonly unknown[];
  readonly alerts: readonly unknown[];
  readonly incidents: readonly unknown[];
  readonly journal: { readonly path: string; readonly entries: number; readonly root: string };
  readonly report: string | null;
  /** Incidents beyond the worst, of which no report was written. */
  readonly reportsLeftOut: number;
}

export interface CaptureLine {
  readonly file: string;
  /** Null where it could not be read at all. */
  readonly digest: string | null;
  readonly packets: number;
  readonly bytes: number;
  readonly firstAt: string | null;
  readonly lastAt: string | null;
  readonly skipped: Readonly<Record<string, number>>;
  readonly damage: string | null;
}

interface CaptureReading {
  readonly file: string;
  /** Null where it could not be read at all. */
  readonly reading: SensorReading | null;
  readonly damage: string | null;
  readonly sizeBytes: number;
}

export const investigate = defineCommand({
  name: 'investigate',
  summary: 'Reads captures, opens incidents for what is wrong in them, and writes a report.',
  takes: '<file...>',
  options: [
    { flags: '--plan <folder>', says: 'the plan of the plant that was captured' },
    { flags: '--rules <folder>', says: 'more Sigma rules' },
    { flags: '--out <folder>', says: 'where journal and report go (default: a new folder here)' },
  ],
  run: investigateFiles,
});

async function investigateFiles(given: Given): Promise<ExitCode> {
  const json = given.options['json'] === true;
  const files: { file: string; useless: string | undefined }[] = [];
  for (const file of given.args) files.push({ file, useless: await uselessBecause(file) });
  if (files.every(({ useless }) => useless !== undefined)) {
    throw new Stopped(EXIT.input, files.map(({ useless }) => useless).join('\n'));
  }
  const content = await loadContent(textOption(given, 'plan'), textOption(given, 'rules'));
  const plan = planOrStop(content);
  const stamp = isoTime(systemClock.nowMs()).slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
  const folder = resolve(textOption(given, 'out') ?? `bulkhead-${stamp}`);
  refuseOtherPlan(folder, plan);
  const workspace = await openWorkspace({
    folder,
    plan,
    score: content.readiness.score,
    log: createLog('warn'),
    sensing: () => NO_SENSING,
    acts: false,
  });
  try {
    const progress = new Progress(!json);
    const readings = new Map<string, CaptureReading>();
    const notes: string[] = [];
    for (const { file, useless } of files) {
      if (useless !== undefined) {
        readings.set(file, { file, reading: null, damage: useless, sizeBytes: 0 });
        continue;
      }
      const reading = await readCapture(file, workspace, content, progress, readings);
      if (reading === null) notes.push(`${file}: given twice, read once.`);
      else readings.set(reading.reading?.capture ?? file, reading);
    }
    progress.done();
    const report = await writeReports(workspace, content, folder);
    const result = summarise(workspace, [...readings.values()], folder, report);
    if (json) printJson(result);
    else print(investigationText(result, workspace.engine, folder));
    const damages = result.captures.flatMap(({ damage }) => damage ?? []);
    for (const text of [...damages, ...notes]) complain(text);
    return damages.length > 0 ? EXIT.input : EXIT.ok;
  } finally {
    await workspace.engine.close();
  }
}

/**
 * One capture, streaming: its digest first, since alerts cite it, then its operations. Null where
 * the same bytes were read before.
 */
async function readCapture(
  file: string,
  { blobs, engine, folder }: Workspace,
  content: LoadedContent,
  progress: Progress,
  before: ReadonlyMap<string, CaptureReading>,
): Promise<CaptureReading | null> {
  progress.say(`${file}: taking its digest`);
  const { path, digest, sizeBytes, stored } = await keepCapture(file, blobs, folder);
  if (before.has(digest)) return null;
  const waiting: EntryBody[] = [];
  const sensor = new Sensor({
    capture: digest,
    // Reports and bundles leave the house: the folders of this machine stay in it.
    file: file === '-' ? 'standard input' : basename(file),
    rules: content.rules,
    plant: engine.context.plant,
    onAlert: (alert, isFirst) => {
      waiting.push({ kind: isFirst ? 'alert-raised' : 'alert-repeated', alert });
    },
  });
  const write = async (): Promise<void> => {
    if (waiting.length > 0) await engine.record(system('sensor'), waiting.splice(0));
  };
  const capture = openCaptureFile(path);
  for await (const chunk of capture.chunks) {
    sensor.push(chunk);
    progress.say(
      `${file}: ${sizeWords(capture.readBytes)} read, ${engine.state.incidents.size} incidents`,
    );
    if (waiting.length >= WAITING_MAX) await write();
    // Nothing after the damage is understood, however much there is.
    if (sensor.isDamaged) break;
  }
  // The copy of a pipe is not needed once its bytes are evidence.
  if (stored && path !== file) rmSync(path);
  const reading = sensor.end();
  waiting.push(captureRead(reading, sizeBytes, stored));
  await write();
  return { file, reading, damage: damageText(file, capture, reading.summary) || null, sizeBytes };
}

/**
 * The report of the worst incident by name `report.html`, of others by their id. All of them cite
 * the same captures, so only the first bundles hold them.
 */
async function writeReports(
  workspace: Workspace,
  content: LoadedContent,
  folder: string,
): Promise<string | null> {
  const { engine } = workspace;
  const documents = createDocuments({ ...workspace, planFiles: content.files });
  let main: string | null = null;
  let bundled = 0;
  let room = Number.POSITIVE_INFINITY;
  for (const { id } of engine.situation().incidents.slice(0, REPORTS_MAX)) {
    const html = await documents.reportHtml(id, system('investigate'));
    const pdf = await documents.reportPdf(id, system('investigate'));
    const bundle = await documents.bundle(id, system('investigate'), room);
    const path = join(folder, main === null ? 'report' : `report-${id}`);
    if (bundle !== undefined) {
      await writeFile(`${path}.bundle.zip`, bundle.bytes);
      bundled += statSync(`${path}.bundle.zip`).size;
      room = Math.max(0, BUNDLED_BYTES_MAX - bundled);
    }
    if (html !== undefined) writeFileSync(`${path}.html`, html);
    if (pdf !== undefined) writeFileSync(`${path}.pdf`, pdf);
    main ??= `${path}.html`;
  }
  return main;
}

function summarise(
  workspace: Workspace,
  readings: readonly CaptureReading[],
  folder: string,
  report: string | null,
): Investigation {
  const { engine, journal } = workspace;
  return {
    captures: readings.map(captureLine),
    assets: hostsOf(readings),
    operations: operationsOf(readings),
    alerts: alertsOf(engine),
    incidents: [...engine.state.incidents.values()].map(({ facts, lastAt }) => ({
      id: facts.incidentId,
      title: facts.title,
      headline: facts.headline,
      severity: facts.severity,
      severityBecause: facts.severityBecause,
      techniques: facts.techniques,
      alerts: facts.alertIds,
      assets: facts.assets,
      firstAt: facts.firstAt,
      lastAt,
    })),
    journal: {
      path: join(folder, 'journal.sqlite'),
      entries: journal.length,
      root: engine.situation().journal.root,
    },
    report,
    reportsLeftOut: Math.max(0, engine.state.incidents.size - REPORTS_MAX),
  };
}

function captureLine({ file, reading, damage, sizeBytes }: CaptureReading): CaptureLine {
  return {
    file,
    digest: reading?.capture ?? null,
    packets: reading?.summary.packets ?? 0,
    bytes: sizeBytes,
    firstAt: reading?.summary.firstAt ?? null,
    lastAt: reading?.summary.lastAt ?? null,
    skipped: reading?.summary.skipped ?? {},
    damage,
  };
}

/** Counts over all captures, in the order in which they first appear. */
function operationsOf(readings: readonly CaptureReading[]): Investigation['operations'] {
  const counts = new Map<string, SensorReading['operations'][number]>();
  for (const one of readings.flatMap(({ reading }) => reading?.operations ?? [])) {
    const key = `${one.protocol} ${one.verb} ${one.outcome}`;
    counts.set(key, { ...one, count: one.count + (counts.get(key)?.count ?? 0) });
  }
  return [...counts.values()];
}

function hostsOf(readings: readonly CaptureReading[]): readonly SeenHost[] {
  const hosts = new Map<string, SeenHost>();
  for (const host of readings.flatMap(({ reading }) => reading?.hosts ?? [])) {
    const known = hosts.get(host.ip);
    hosts.set(host.ip, {
      ...host,
      macs: [...new Set([...(known?.macs ?? []), ...host.macs])],
      asked: host.asked + (known?.asked ?? 0),
      served: host.served + (known?.served ?? 0),
      protocols: [...new Set([...(known?.protocols ?? []), ...host.protocols])],
    });
  }
  return [...hosts.values()];
}

function alertsOf(engine: RunningEngine): readonly unknown[] {
  return [...engine.state.alerts.values()].map(({ alert, incidentId }) => ({
    id: alert.id,
    rule: alert.rule,
    severity: alert.severity,
    techniques: alert.techniques,
    count: alert.count,
    firstAt: alert.firstAt,
    lastAt: alert.lastAt,
    entities: [alert.client, alert.server],
    outcome: alert.outcome,
    objects: alert.objects,
    capture: alert.capture,
    frames: alert.frames,
    incident: incidentId,
  }));
}
