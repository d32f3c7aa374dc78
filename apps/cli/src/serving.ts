import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  captureRead,
  createDocuments,
  Sensor,
  system,
  type RunningEngine,
  type Sensing,
  type SensorReading,
} from '@bulkhead/engine';
import { isoTime, type Log } from '@bulkhead/kernel';
import type { EntryBody, PlanView } from '@bulkhead/model';
import { createServer, type Bind, type DemoOptions, type RuleText } from '@bulkhead/server';
import { openAccounts } from '@bulkhead/store';
import { EXIT, Stopped } from './command.ts';
import { planOrStop, type LoadedContent } from './content.ts';
import { systemClock, systemRandom } from './ports.ts';
import type { PacketSource } from './packet-source.ts';
import { SILENT_AFTER_MS, Watch } from './watching.ts';
import { WEB_FOLDER } from './web-build.ts';
import { openWorkspace, type Workspace } from './workspace.ts';

/** Where a server keeps its journal, evidence, accounts and outgoing notices. */
export const DATA_FOLDER = '.bulkhead/data';
const DEMO_FOLDER = '.bulkhead/demo';
const DEMOS_KEPT_MAX = 3;
/** Escalations and checkpoints are looked at this often. */
const TICK_MS = 1_000;

export interface ServingOptions {
  readonly content: LoadedContent;
  readonly folder: string;
  readonly bind: Bind;
  readonly demo: DemoOptions | null;
  readonly log: Log;
}

/** A server over an engine, with its sensor and its timers. */
export interface Serving {
  readonly workspace: Workspace;
  readonly url: string;
  readonly startLink: string | null;
  /** Reads a capture as it arrives; resolves when it has ended. */
  sense(
    name: string,
    capture: string,
    sizeBytes: number,
    chunks: AsyncIterable<Uint8Array>,
  ): Promise<void>;
  /** Watches a source until it ends, and keeps its packets within a budget. */
  watch(source: PacketSource, budgetBytes: number): Promise<void>;
  close(): Promise<void>;
}

/** A new folder for a demo; the oldest of earlier ones are removed. */
export function demoFolder(): string {
  mkdirSync(DEMO_FOLDER, { recursive: true });
  const earlier = readdirSync(DEMO_FOLDER).toSorted();
  for (const name of earlier.slice(0, -(DEMOS_KEPT_MAX - 1))) {
    rmSync(join(DEMO_FOLDER, name), { recursive: true, force: true });
  }
  return join(DEMO_FOLDER, isoTime(systemClock.nowMs()).replaceAll(/[:.]/g, '-'));
}

/** Opens journal, engine and server, and listens. */
export async function startServing(options: ServingOptions): Promise<Serving> {
  const { content, folder, log } = options;
  const plan = planOrStop(content);
  let sensing: () => Sensing = () => NO_SENSING;
  const workspace = await openWorkspace({
    folder,
    plan,
    score: content.readiness.score,
    log,
    sensing: () => sensing(),
    acts: true,
  });
  const { engine } = workspace;
  const accounts = openAccounts(folder);
  const closing: (() => unknown)[] = [() => engine.close(), () => accounts.close()];
  const close = async (): Promise<void> => {
    for (const one of closing) await one();
  };
  try {
    const server = await createServer({
      engine,
      accounts,
      clock: systemClock,
      random: systemRandom,
      log,
      plan,
      planView: () => planView(content),
      ruleText: (ruleId) => ruleText(content, ruleId),
      sensing: () => sensing(),
      documents: createDocuments({ ...workspace, planFiles: content.files }),
      demo: options.demo,
      bind: options.bind,
      webFolder: WEB_FOLDER,
      audit: async (body, actor) => {
        await engine.record(actor, [body]);
      },
    });
    closing.unshift(() => server.close());
    const { url, startLink } = await server.listen();
    closing.splice(1, 0, () => (workspace.journal.length > 0 ? engine.checkpoint() : undefined));
    closing.unshift(startTimer(workspace, log));
    const sense: Serving['sense'] = async (name, capture, sizeBytes, chunks) => {
      const current = new LiveSensing(name);
      sensing = () => current.view();
      await current.read(engine, content, { capture, sizeBytes, chunks });
    };
    const watch: Serving['watch'] = async (source, budgetBytes) => {
      const folderOfPackets = join(folder, 'packets');
      const current = new Watch({
        source,
        folder: folderOfPackets,
        budgetBytes,
        workspace,
        content,
        log,
      });
      sensing = () => current.view();
      await current.run();
    };
    return { workspace, url, startLink, sense, watch, close };
  } catch (error) {
    // What was opened would keep the process, and the lock on the journal, alive.
    await close();
    throw tlsUnusable(error) ?? error;
  }
}

/** A certificate or key that OpenSSL refuses, in words. */
function tlsUnusable(error: unknown): Stopped | undefined {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (!code.startsWith('ERR_OSSL') && !code.startsWith('ERR_SSL')) return undefined;
  return new Stopped(
    EXIT.machine,
    '--tls-cert and --tls-key are not a certificate and its private key in PEM form. Give those.',
  );
}

/** Escalates what waits, and signs the journal when it has grown. */
function startTimer({ engine, journal }: Workspace, log: Log): () => void {
  let signed = 0;
  let underWay = false;
  const look = async (): Promise<void> => {
    await engine.tick();
    if (journal.length === signed) return;
    signed = journal.length;
    await engine.checkpoint();
  };
  const timer = setInterval(() => {
    if (underWay) return;
    underWay = true;
    void look()
      .catch((error: unknown) => log.write('error', 'timer failed', { error: String(error) }))
      .finally(() => {
        underWay = false;
      });
  }, TICK_MS);
  return () => clearInterval(timer);
}

function planView(content: LoadedContent): PlanView {
  const plan = planOrStop(content);
  return {
    name: plan.name,
    version: plan.version,
    digest: plan.digest,
    findings: content.findings,
    readiness: content.readiness,
    files: [...content.files].map(([file, text]) => ({
      file,
      bytes: new TextEncoder().encode(text).length,
      text,
    })),
  };
}

/** A rule that raises alerts, with the file that it was read from. */
function ruleText(content: LoadedContent, ruleId: string): RuleText | undefined {
  const rule = content.rules.rules.find(({ id }) => id === ruleId);
  if (rule === undefined) return undefined;
  const { file, title, description, falsePositives } = rule;
  const text = content.ruleFiles.get(file) ?? content.files.get(file) ?? '';
  return { file, text, title, description, falsePositives };
}

const NO_SENSING: Sensing = {
  state: 'none',
  source: '',
  packets: 0,
  operations: 0,
  lastPacketAt: null,
  skipped: {},
  shed: 0,
};
interface CaptureStream {
  readonly capture: string;
  readonly sizeBytes: number;
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** One source as it is read, and what the situation page says of it. */
class LiveSensing {
  readonly #name: string;
  #reading: SensorReading | undefined;
  #lastChunkMs = 0;
  #ended = false;

  constructor(name: string) {
    this.#name = name;
  }

  view(): Sensing {
    const silent = systemClock.nowMs() - this.#lastChunkMs > SILENT_AFTER_MS;
    return {
      state: this.#ended ? 'finished' : silent ? 'silent' : 'receiving',
      source: this.#name,
      packets: this.#reading?.summary.packets ?? 0,
      operations: this.#reading?.summary.operationTotal ?? 0,
      lastPacketAt: this.#reading?.summary.lastAt ?? null,
      skipped: this.#reading?.summary.skipped ?? {},
      shed: this.#reading?.shed ?? 0,
    };
  }

  async read(engine: RunningEngine, content: LoadedContent, stream: CaptureStream): Promise<void> {
    const waiting: EntryBody[] = [];
    const sensor = new Sensor({
      capture: stream.capture,
      file: this.#name,
      rules: content.rules,
      plant: engine.context.plant,
      onAlert: (alert, first) => {
        waiting.push({ kind: first ? 'alert-raised' : 'alert-repeated', alert });
      },
    });
    for await (const chunk of stream.chunks) {
      sensor.push(chunk);
      this.#lastChunkMs = systemClock.nowMs();
      this.#reading = sensor.reading();
      if (waiting.length > 0) await engine.record(system('sensor'), waiting.splice(0));
    }
    this.#reading = sensor.end();
    this.#ended = true;
    waiting.push(captureRead(this.#reading, stream.sizeBytes, true));
    await engine.record(system('sensor'), waiting);
  }
}
