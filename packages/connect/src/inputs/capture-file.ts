import { closeSync, createReadStream, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { createGunzip } from 'node:zlib';

const CHUNK_BYTES = 1_048_576;
/** Small, since what zlib has unpacked but not handed out is lost when the data is damaged. */
const UNPACKED_BYTES = 16_384;
/** Packed bytes given to zlib at once, for the same reason. */
const PACKED_BYTES = 16_384;
const GZIP_MAGIC = [0x1f, 0x8b] as const;

/** Why a capture could not be opened, in words for the person who named it. */
export class CaptureUnreadable extends Error {
  override readonly name = 'CaptureUnreadable';
  /** `missing`, `directory`, `device`, `terminal`, `forbidden` or `unreadable`. */
  readonly code: string;
  readonly file: string;

  constructor(code: string, file: string, message: string) {
    super(message);
    this.code = code;
    this.file = file;
  }
}

/** What happened to a packed capture that did not unpack to its end. */
export interface UnpackDamage {
  readonly code: 'gzip_truncated' | 'gzip_damaged' | 'read_failed';
  /** Unpacked bytes that came before it. */
  readonly offset: number;
  readonly message: string;
}

/** A capture that is being read. */
export interface CaptureFile {
  /** As it was named; `-` is standard input. */
  readonly file: string;
  /** Bytes of the file as stored; null for a pipe. */
  readonly sizeBytes: number | null;
  /** Bytes as stored that have been read so far. */
  readonly readBytes: number;
  /** Known after the last chunk. */
  readonly damage: UnpackDamage | null;
  /**
   * The capture's bytes, unpacked. Never throws: what is wrong stands in `damage`. The bytes of a
   * chunk are valid until the next one is asked for; their memory is used again.
   */
  readonly chunks: AsyncIterable<Uint8Array>;
}

/**
 * Opens a capture file, or standard input for `-`. Throws `CaptureUnreadable` where it cannot be
 * opened at all. What is packed with gzip is unpacked on the way.
 */
export function openCaptureFile(file: string): CaptureFile {
  if (file === '-') refuseTerminal();
  return new Reading(file, file === '-' ? null : openFile(file));
}

/**
 * Why a capture cannot be read at all, in words; undefined where it can be. A pipe is taken at its
 * word: opening it would wait for its writer.
 */
export function unreadableBecause(file: string): string | undefined {
  try {
    if (file === '-') refuseTerminal();
    else if (statSync(file, { throwIfNoEntry: false })?.isFIFO() !== true) {
      closeSync(openFile(file).descriptor);
    }
    return undefined;
  } catch (error) {
    if (error instanceof CaptureUnreadable) return error.message;
    return unreadable(file, errorCode(error)).message;
  }
}

function refuseTerminal(): void {
  if (!process.stdin.isTTY) return;
  const message = '-: nothing is piped into standard input; name a file, or pipe a capture';
  throw new CaptureUnreadable('terminal', '-', message);
}

interface OpenFile {
  readonly descriptor: number;
  /** Null for a pipe. */
  readonly sizeBytes: number | null;
}

class Reading implements CaptureFile {
  readonly file: string;
  readonly sizeBytes: number | null;
  readBytes = 0;
  damage: UnpackDamage | null = null;
  readonly chunks: AsyncIterable<Uint8Array>;
  #givenBytes = 0;

  constructor(file: string, open: OpenFile | null) {
    this.file = file;
    this.sizeBytes = open?.sizeBytes ?? null;
    this.chunks = this.#read(open === null ? process.stdin : sourceOf(open));
  }

  async *#read(source: AsyncIterable<Uint8Array | string>): AsyncGenerator<Uint8Array> {
    const stored = this.#counted(source)[Symbol.asyncIterator]();
    try {
      const start = await firstBytes(stored);
      const rest = chain(start, stored);
      const packed = start[0] === GZIP_MAGIC[0] && start[1] === GZIP_MAGIC[1];
      for await (const chunk of packed ? unpack(rest) : rest) {
        this.#givenBytes += chunk.length;
        if (chunk.length > 0) yield chunk;
      }
    } catch (failure) {
      this.damage = damageOf(failure, this.file, this.#givenBytes);
    } finally {
      await stored.return?.(undefined);
    }
  }

  async *#counted(source: AsyncIterable<Uint8Array | string>): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      const bytes = chunk as unknown as Uint8Array;
      this.readBytes += bytes.length;
      yield bytes;
    }
  }
}

function sourceOf({ descriptor, sizeBytes }: OpenFile): AsyncIterable<Uint8Array | string> {
  return sizeBytes === null
    ? createReadStream('', { fd: descriptor, highWaterMark: CHUNK_BYTES })
    : readFile(descriptor);
}

/**
 * A file's bytes, always in the same memory. The reads wait, because the page cache answers sooner
 * than a thread that is asked; between two of them everything else gets its turn.
 */
async function* readFile(descriptor: number): AsyncGenerator<Uint8Array> {
  try {
    const room = new Uint8Array(CHUNK_BYTES);
    for (;;) {
      const count = readSync(descriptor, room);
      if (count === 0) return;
      yield count === room.length ? room : room.subarray(0, count);
      await setImmediate();
    }
  } finally {
    closeSync(descriptor);
  }
}

/** Enough bytes to see the magic, or all there are. */
async function firstBytes(stored: AsyncIterator<Uint8Array>): Promise<Uint8Array> {
  let start: Uint8Array = new Uint8Array();
  while (start.length < GZIP_MAGIC.length) {
    const next = await stored.next();
    if (next.done === true) break;
    start = start.length === 0 ? next.value : Buffer.concat([start, next.value]);
  }
  return start;
}

async function* chain(
  start: Uint8Array,
  stored: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  yield start;
  for (let next = await stored.next(); next.done !== true; next = await stored.next()) {
    yield next.value;
  }
}

async function* unpack(packed: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip({ chunkSize: UNPACKED_BYTES });
  const feeding = feed(packed, gunzip);
  try {
    for await (const chunk of gunzip) yield chunk as Uint8Array;
  } finally {
    gunzip.destroy();
    await feeding;
  }
}

/** Writes with the reader's pace; a failure shows at the reader. */
async function feed(
  packed: AsyncGenerator<Uint8Array>,
  gunzip: ReturnType<typeof createGunzip>,
): Promise<void> {
  try {
    for await (const chunk of packed) {
      for (let at = 0; at < chunk.length; at += PACKED_BYTES) {
        if (gunzip.destroyed) return;
        await written(gunzip, chunk.subarray(at, at + PACKED_BYTES));
      }
    }
    gunzip.end();
  } catch (failure) {
    gunzip.destroy(failure instanceof Error ? failure : new Error(String(failure)));
  }
}

/** Resolves when zlib has unpacked all of `bytes`, or has given up. */
function written(gunzip: ReturnType<typeof createGunzip>, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      gunzip.off('close', done);
      resolve();
    };
    gunzip.once('close', done);
    gunzip.write(bytes, done);
  });
}

function openFile(file: string): OpenFile {
  let descriptor: number;
  try {
    descriptor = openSync(file, 'r');
  } catch (failure) {
    throw unreadable(file, errorCode(failure));
  }
  const stat = fstatSync(descriptor);
  if (stat.isDirectory() || stat.isBlockDevice() || stat.isCharacterDevice()) {
    closeSync(descriptor);
    throw unreadable(file, stat.isDirectory() ? 'EISDIR' : 'ENODEV');
  }
  return { descriptor, sizeBytes: stat.isFile() ? stat.size : null };
}

function unreadable(file: string, code: string): CaptureUnreadable {
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new CaptureUnreadable('missing', file, `${file}: there is no such file; check the path`);
  }
  if (code === 'EISDIR') {
    const message = `${file}: this is a folder; name the capture file in it`;
    return new CaptureUnreadable('directory', file, message);
  }
  if (code === 'ENODEV') {
    const message = `${file}: this is a device; name a capture file, or - for standard input`;
    return new CaptureUnreadable('device', file, message);
  }
  if (code === 'EACCES' || code === 'EPERM') {
    const message = `${file}: you may not read this file; change its permissions or copy it`;
    return new CaptureUnreadable('forbidden', file, message);
  }
  return new CaptureUnreadable('unreadable', file, `${file}: it cannot be opened (${code})`);
}

function damageOf(failure: unknown, file: string, offset: number): UnpackDamage {
  const code = errorCode(failure);
  const after = `after ${offset} unpacked bytes; what came before was read`;
  if (code === 'Z_BUF_ERROR') {
    const message = `${file}: the gzip data ends too early, ${after}`;
    return { code: 'gzip_truncated', offset, message };
  }
  if (code.startsWith('Z_')) {
    return { code: 'gzip_damaged', offset, message: `${file}: the gzip data is damaged, ${after}` };
  }
  return { code: 'read_failed', offset, message: `${file}: reading failed (${code}), ${after}` };
}

function errorCode(failure: unknown): string {
  const code = failure instanceof Error ? Reflect.get(failure, 'code') : undefined;
  return typeof code === 'string' ? code : String(failure);
}
