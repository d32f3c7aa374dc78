import { digit as hexDigit } from '../described/hexadecimal.ts';
import type { PduContext } from '../protocol.ts';
import { type BodyOf, takeHead } from './messages.ts';
import { type HttpSide, MODE, HttpSession } from './session.ts';
import { recogniseHead } from './start-line.ts';

const CHAR = { lf: 10, cr: 13 } as const;
/** Longer heads are given up; servers stop between 8 and 64 kB. */
const HEAD_BYTES_MAX = 32_768;
/** Line of a chunk's size with its extensions, and all lines of a trailer. */
const LINE_BYTES_MAX = 8_192;
/** Hexadecimal digits of a chunk's size: 52 bits. */
const SIZE_DIGITS_MAX = 13;

/**
 * The next bytes of one end, however TCP cut them: heads are read, bodies passed over where they
 * lie. Only a head that is not whole is kept.
 */
export function takeBytes(context: PduContext, bytes: Uint8Array, at: number, end: number): void {
  const { flow } = context;
  const session = context.state(HttpSession);
  const side = session.sides[context.side];
  noteLoss(session, side, flow.sides[context.side].next, bytes, at, end);
  while (at < end && !flow.ignored) {
    switch (side.mode) {
      case MODE.start:
        at = passEmptyLines(side, bytes, at, end);
        break;
      case MODE.head:
        at = readHead(context, session, bytes, at, end);
        break;
      case MODE.body:
      case MODE.chunkData:
        at = passBody(context, side, at, end);
        break;
      case MODE.untilClose:
        return context.skipBytes(Number.MAX_SAFE_INTEGER);
      default:
        at = readChunkLine(side, bytes, at, end);
        if (at < 0) return giveUp(context, 'http_chunk_malformed');
    }
  }
}

/**
 * Bytes were lost that were not all of a body: a head has to come next, and counting does not tell
 * any more which request it answers.
 */
function noteLoss(
  session: HttpSession,
  side: HttpSide,
  next: number,
  bytes: Uint8Array,
  at: number,
  end: number,
): void {
  const lost = side.known ? (next - (end - at) - side.next) | 0 : 0;
  side.known = true;
  side.next = next;
  if (side.mode === MODE.untilClose) return;
  const unexpected = side.mode >= MODE.chunkSize && recogniseHead(bytes, at, end, true) === 1;
  if (lost <= 0 && !unexpected) return;
  begin(side);
  session.uncertain = true;
}

/** The next message begins. */
function begin(side: HttpSide): void {
  side.mode = MODE.start;
  side.lineEmpty = true;
  side.bytes = 0;
  side.left = 0;
}

function passEmptyLines(side: HttpSide, bytes: Uint8Array, at: number, end: number): number {
  while (at < end && (bytes[at] === CHAR.cr || bytes[at] === CHAR.lf)) at++;
  if (at < end) {
    side.mode = MODE.head;
    side.lineEmpty = true;
    side.bytes = 0;
  }
  return at;
}

/** What is not there yet is passed over before it gets here. */
function passBody(context: PduContext, side: HttpSide, at: number, end: number): number {
  const passed = Math.min(side.left, end - at);
  const toCome = side.left - passed;
  if (side.mode === MODE.body) begin(side);
  else side.mode = MODE.chunkEnd;
  if (toCome > 0) {
    context.skipBytes(toCome);
    side.next = (side.next + toCome) | 0;
  }
  return at + passed;
}

function readHead(
  context: PduContext,
  session: HttpSession,
  bytes: Uint8Array,
  at: number,
  end: number,
): number {
  const side = session.sides[context.side];
  const stop = endOfLines(side, bytes, at, end);
  side.bytes += (stop < 0 ? end : stop) - at;
  if (side.bytes > HEAD_BYTES_MAX) {
    giveUp(context, 'http_head_too_long');
    return end;
  }
  const kept = context.flow.sides[context.side].unit !== null;
  if (stop < 0 || kept) {
    const to = stop < 0 ? end : stop;
    if (!context.keepUnit(bytes, at, to)) begin(side);
    if (stop < 0) return end;
  }
  let body: BodyOf | null;
  if (kept) {
    const head = context.takeUnit();
    body = takeHead(context, session, head, 0, head.length);
  } else {
    body = takeHead(context, session, bytes, at, stop);
  }
  if (body === null) giveUp(context, 'http_head_malformed');
  else follow(side, body);
  return stop;
}

/** What follows the head, by RFC 9112 §6.3. */
function follow(side: HttpSide, body: BodyOf): void {
  begin(side);
  if (body === 'chunked') side.mode = MODE.chunkSize;
  else if (body === 'until-close') side.mode = MODE.untilClose;
  else if (body > 0) {
    side.mode = MODE.body;
    side.left = body;
  }
}

/** Behind the empty line that ends a head or a trailer; -1 where it has not come yet. */
function endOfLines(side: HttpSide, bytes: Uint8Array, at: number, end: number): number {
  for (let i = at; i < end; i++) {
    const byte = bytes[i];
    if (byte === CHAR.lf) {
      if (side.lineEmpty) return i + 1;
      side.lineEmpty = true;
    } else if (byte !== CHAR.cr) {
      side.lineEmpty = false;
    }
  }
  return -1;
}

/** Lines around chunks (RFC 9112 §7.1); -1 where they are none. */
function readChunkLine(side: HttpSide, bytes: Uint8Array, at: number, end: number): number {
  if (side.mode === MODE.trailer) {
    const stop = endOfLines(side, bytes, at, end);
    side.bytes += end - at;
    if (stop < 0) return side.bytes > LINE_BYTES_MAX ? -1 : end;
    begin(side);
    return stop;
  }
  for (; at < end; at++) {
    const byte = bytes[at]!;
    if (byte === CHAR.lf) {
      if (side.mode !== MODE.chunkEnd && side.bytes === 0) return -1;
      endChunkLine(side);
      return at + 1;
    }
    if (side.mode === MODE.chunkEnd) {
      if (byte !== CHAR.cr) return -1;
      continue;
    }
    side.bytes++;
    if (side.bytes > LINE_BYTES_MAX) return -1;
    if (side.mode === MODE.chunkExtension) continue;
    const digit = hexDigit(byte);
    if (digit < 0) {
      if (side.bytes === 1) return -1;
      side.mode = MODE.chunkExtension;
      continue;
    }
    if (side.bytes > SIZE_DIGITS_MAX) return -1;
    side.left = side.left * 16 + digit;
  }
  return at;
}

function endChunkLine(side: HttpSide): void {
  side.bytes = 0;
  side.lineEmpty = true;
  if (side.mode === MODE.chunkEnd) {
    side.mode = MODE.chunkSize;
    side.left = 0;
  } else {
    side.mode = side.left > 0 ? MODE.chunkData : MODE.trailer;
  }
}

/** What comes now cannot be told apart any more. */
function giveUp(context: PduContext, anomaly: string): void {
  context.anomaly(anomaly);
  context.ignoreRest();
}
