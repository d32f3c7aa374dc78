import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { createConnectors } from '@bulkhead/connect';
import {
  openEngine,
  type Blobs,
  type Journal,
  type RunningEngine,
  type Sensing,
  type Signer,
} from '@bulkhead/engine';
import { digestName, utf8, type Log } from '@bulkhead/kernel';
import type { Plan } from '@bulkhead/model';
import { openBlobs, openJournal } from '@bulkhead/store';
import { EXIT, Stopped } from './command.ts';
import { openSigner, publicKeyText } from './keys.ts';
import { systemClock, systemRandom, systemTimer } from './ports.ts';

/** One journal with all that belongs to it, in one folder. */
export interface Workspace {
  readonly folder: string;
  readonly engine: RunningEngine;
  readonly journal: Journal;
  readonly blobs: Blobs;
  readonly signer: Signer;
}

export interface WorkspaceOptions {
  readonly folder: string;
  readonly plan: Plan;
  readonly score: number;
  readonly log: Log;
  readonly sensing: () => Sensing;
  /** False where nothing may be carried out. */
  readonly acts: boolean;
}

/** Opens the journal of a folder, or begins one, and the engine over it. */
export async function openWorkspace(options: WorkspaceOptions): Promise<Workspace> {
  const { folder, plan, log } = options;
  makeFolder(folder);
  const signer = await openSigner(join(folder, 'signing.key'), originOf(plan), systemRandom);
  const keyFile = join(folder, 'signing.pub');
  if (!existsSync(keyFile)) writeFileSync(keyFile, `${publicKeyText(signer)}\n`);
  const journal = openJournal(folder);
  const blobs = openBlobs(join(folder, 'blobs'));
  for (const { text } of plan.playbooks) {
    const bytes = utf8(text);
    if (blobs.sizeBytes(digestName(bytes)) === undefined) await blobs.put(once(bytes));
  }
  const engine = await openEngine({
    journal,
    plan,
    score: options.score,
    signer,
    clock: systemClock,
    timer: systemTimer,
    log,
    actions: options.acts ? createConnectors({ spoolFolder: join(folder, 'spool') }) : null,
    oldPlaybook: async (digest) => textOf(blobs, digest),
    sensing: options.sensing,
  });
  return { folder, engine, journal, blobs, signer };
}

/**
 * Stops where a folder has the journal of another plan: two plants in one journal would be one
 * muddle of evidence.
 */
export function refuseOtherPlan(folder: string, plan: Plan): void {
  const file = join(folder, 'signing.key');
  if (!existsSync(file)) return;
  const [origin = '', seed] = readFileSync(file, 'utf8').split(' ');
  if (seed === undefined || origin === originOf(plan)) return;
  throw new Stopped(
    EXIT.machine,
    `${folder}: it has the journal of another plan (${origin}). Give another --out or that --plan.`,
  );
}

/** Makes a folder and those above it. (`recursive` of Node.js never returns under /proc.) */
function makeFolder(folder: string): void {
  if (existsSync(folder)) {
    if (statSync(folder).isDirectory()) return;
    throw new Stopped(EXIT.machine, `${folder}: it is a file. Name a folder.`);
  }
  const above = dirname(resolve(folder));
  if (!existsSync(above) || !statSync(above).isDirectory()) makeFolder(above);
  mkdirSync(folder, { mode: 0o700 });
}

/** The name that signs, as C2SP asks: like an address without its scheme. */
function originOf(plan: Plan): string {
  const slug = plan.name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return `bulkhead/${slug || 'journal'}`;
}

async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}

async function textOf(blobs: Blobs, digest: string): Promise<string | undefined> {
  if (blobs.sizeBytes(digest) === undefined) return undefined;
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of blobs.read(digest)) text += decoder.decode(chunk, { stream: true });
  return text + decoder.decode();
}
