import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, statSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { openCaptureFile, unreadableBecause, type CaptureFile } from '@bulkhead/connect';
import { CaptureDissector, type Blobs, type CaptureSummary } from '@bulkhead/engine';

/** A larger capture is cited by its digest and stays where it is. */
export const STORED_BYTES_MAX: number = 1024 ** 3;

export interface KeptCapture {
  /** Where it can be read again. */
  readonly path: string;
  readonly digest: string;
  readonly sizeBytes: number;
  /** Whether the bytes are in the blob store. */
  readonly stored: boolean;
}

/**
 * Takes the digest of a capture, as it was given, and keeps the bytes where they are not too many.
 * Standard input and pipes are copied to `folder` first, since they can be read once only.
 */
export async function keepCapture(
  file: string,
  blobs: Blobs,
  folder: string,
): Promise<KeptCapture> {
  const path = await readableTwice(file, folder);
  const { size } = statSync(path);
  if (size <= STORED_BYTES_MAX) {
    return { path, ...(await blobs.put(createReadStream(path))), stored: true };
  }
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return { path, digest: `sha256:${hash.digest('hex')}`, sizeBytes: size, stored: false };
}

async function readableTwice(file: string, folder: string): Promise<string> {
  if (file !== '-' && !statSync(file).isFIFO()) return file;
  const path = join(folder, 'standard-input.capture');
  const source = file === '-' ? process.stdin : createReadStream(file);
  await pipeline(source, createWriteStream(path));
  return path;
}

/** Bytes that show whether a file is a capture at all. */
const START_BYTES = 4_096;

/**
 * Why nothing can come of a file: it cannot be read, is empty, or is no capture. Undefined where it
 * is worth reading. Pipes are not looked into, since they can be read once only.
 */
export async function uselessBecause(file: string): Promise<string | undefined> {
  const unreadable = unreadableBecause(file);
  if (unreadable !== undefined || file === '-' || statSync(file).isFIFO()) return unreadable;
  const capture = openCaptureFile(file);
  const dissector = new CaptureDissector({ onOperation: () => {} });
  for await (const chunk of capture.chunks) {
    dissector.push(chunk.subarray(0, START_BYTES));
    break;
  }
  if (capture.readBytes === 0) dissector.end();
  const summary = dissector.summary();
  const code = summary.damage?.code;
  const isUseless = code === 'not_a_capture' || code === 'empty';
  return isUseless ? damageText(file, capture, summary) : undefined;
}

/** What is wrong with a capture, where, and what to do; empty where it was read to its end. */
export function damageText(
  file: string,
  read: Pick<CaptureFile, 'damage'>,
  summary: CaptureSummary,
): string {
  // Of two, what unpacking says is the cause and what dissection says the consequence.
  const message = read.damage?.message ?? summary.damage?.message;
  if (message === undefined) return '';
  const where = message.startsWith(`${file}: `) ? message : `${file}: ${message}`;
  if (summary.packets > 0) return `${where}. The ${summary.packets} packets before it were read.`;
  return `${where}. Give a pcap or pcapng file, as tcpdump, dumpcap and Wireshark write them.`;
}
