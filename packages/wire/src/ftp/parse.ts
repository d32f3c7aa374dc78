import { textOf } from '../bytes.ts';
import { type Exchange, OUTCOME } from '../flow/flow.ts';
import type { PduContext } from '../protocol.ts';
import { commandWord, GREETING, isSecret, REPLY, serviceOfWord } from './commands.ts';
import { isContinued, LINE_BYTES_MAX, lineEnd, replyCode } from './lines.ts';

const KEY = 1;
const CODE = {
  firstFinal: 200,
  readySoon: 120,
  system: 215,
  ready: 220,
  loggedInSecurely: 234,
  firstRefusal: 400,
  /** From here on replies are protected, RFC 2228 §5: what they say is not to be read. */
  firstProtected: 600,
  notAvailable: 421,
} as const;
/** Bytes kept of a command; `Operation.object` is shorter. */
const COMMAND_BYTES_MAX = 512;

/** What is remembered of one control connection. */
class FtpSession {
  /** Code of the reply of which more lines follow; 0 where none does. */
  continued = 0;
  greeted = false;
  /** The command whose transfer has begun: its end comes as a second reply. */
  transfer = '';
  /** Requests that have no final reply yet, the ones given up included. */
  open = 0;
  /** Whether an end is in a line that is too long, of which nothing is kept. */
  readonly tooLong: [boolean, boolean] = [false, false];
}

/** The next bytes of one end: its lines, however TCP cut them. Only the start of one is kept. */
export function takeLines(context: PduContext, bytes: Uint8Array, at: number, end: number): void {
  const { flow, whole, side } = context;
  const session = context.state(FtpSession);
  while (at < end && !flow.ignored) {
    let stop = lineEnd(bytes, at, end);
    if (stop < 0 && !whole) stop = end;
    const rest = stop < 0 ? end : stop;
    const keptBytes = flow.sides[side].unitBytes;
    if (session.tooLong[side]) session.tooLong[side] = stop < 0;
    else if (keptBytes + rest - at > LINE_BYTES_MAX) {
      if (keptBytes > 0) context.takeUnit();
      context.anomaly('line_too_long');
      session.tooLong[side] = stop < 0;
    } else if (stop >= 0 && keptBytes === 0) {
      parseLine(context, session, bytes, at, stop);
    } else if (context.keepUnit(bytes, at, rest) && stop >= 0) {
      const line = context.takeUnit();
      parseLine(context, session, line, 0, line.length);
    }
    at = rest;
  }
}

function parseLine(
  context: PduContext,
  session: FtpSession,
  bytes: Uint8Array,
  at: number,
  end: number,
): void {
  const { side, flow } = context;
  if (side === flow.clientSide) return parseCommand(context, session, bytes, at, end);
  const code = replyCode(bytes, at, end);
  if (session.continued > 0) {
    if (code !== session.continued || isContinued(bytes, at, end)) return;
    session.continued = 0;
    return;
  }
  if (code === 0) return context.skips.reason('ftp_not_a_reply');
  if (isContinued(bytes, at, end)) session.continued = code;
  parseReply(context, session, code, bytes, at, end);
}

function parseCommand(
  context: PduContext,
  session: FtpSession,
  bytes: Uint8Array,
  at: number,
  end: number,
): void {
  // Telnet's interrupt in front of ABOR and STAT (RFC 959 §4.1.3) is no part of the command.
  while (at < end && bytes[at]! >= 0xf0) at++;
  const word = commandWord(bytes, at, end);
  if (word === '') return context.skips.reason('ftp_not_a_command');
  const stop = isSecret(word) ? at + word.length : Math.min(end, at + COMMAND_BYTES_MAX);
  context.exchanges.request(KEY, serviceOfWord(word).verb, bytes, at, stop);
  session.open++;
  const field = word === 'USER' ? 'user' : word === 'CLNT' ? 'software' : null;
  if (field !== null) {
    context.sighting(field, textOf(bytes, at + word.length, stop));
  }
}

function parseReply(
  context: PduContext,
  session: FtpSession,
  code: number,
  bytes: Uint8Array,
  at: number,
  end: number,
): void {
  const { exchanges } = context;
  if (code === CODE.system) context.sighting('os', textOf(bytes, at + 4, end));
  const exchange = exchanges.asked(KEY);
  const refused = code >= CODE.firstRefusal && code < CODE.firstProtected;
  const outcome = refused ? OUTCOME.refused : OUTCOME.ok;
  if (exchange !== null) {
    // 1yz: it has begun, and another reply tells how it ended (RFC 959 §4.2.1).
    session.transfer = code < CODE.firstFinal ? commandText(exchange) : '';
    exchanges.answer(exchange, bytes, at, end, outcome);
    if (code >= CODE.firstFinal) session.open--;
    if (code === CODE.loggedInSecurely) context.ignoreRest();
    return;
  }
  if (session.transfer !== '') return endTransfer(context, session, code, bytes, at, end);
  const greets = !session.greeted && session.open === 0 && isGreeting(code);
  const { verb } = greets ? GREETING : REPLY;
  const alone = exchanges.alone(verb);
  if (greets) alone.note = GREETING.name;
  else alone.anomaly(session.open > 0 ? 'response_late' : 'response_without_request', 0);
  if (session.open > 0) session.open--;
  if (!session.greeted && code === CODE.ready) {
    context.sighting('software', textOf(bytes, at + 4, end));
  }
  session.greeted = true;
  exchanges.answer(alone, bytes, at, end, outcome);
}

/** What a server may say first, RFC 959 §5.4. */
function isGreeting(code: number): boolean {
  return code === CODE.readySoon || code === CODE.ready || code === CODE.notAvailable;
}

/** The second reply: only a failure says something new. */
function endTransfer(
  context: PduContext,
  session: FtpSession,
  code: number,
  bytes: Uint8Array,
  at: number,
  end: number,
): void {
  if (code < CODE.firstFinal) return;
  const { transfer } = session;
  session.transfer = '';
  session.open = Math.max(0, session.open - 1);
  if (code < CODE.firstRefusal || code >= CODE.firstProtected) return;
  const exchange = context.exchanges.alone(serviceOfWord(wordOf(transfer)).verb);
  exchange.note = transfer;
  context.exchanges.answer(exchange, bytes, at, end, OUTCOME.refused);
}

/**
 * The command that an exchange is about, its word in capitals; empty for a greeting or a reply to
 * what was not seen. An argument that is no UTF-8 is in hexadecimal.
 */
export function commandText({ request, requestBytes, note }: Exchange): string {
  if (requestBytes === 0) return note === GREETING.name ? '' : note;
  const word = commandWord(request, 0, requestBytes);
  let at = word.length;
  let end = requestBytes;
  while (at < end && isBlank(request[at]!)) at++;
  while (end > at && isBlank(request[end - 1]!)) end--;
  return `${word} ${textOf(request, at, end)}`;
}

function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === 0x0d || byte === 0x0a;
}

/** The word of such a text. */
export function wordOf(command: string): string {
  const space = command.indexOf(' ');
  return space < 0 ? command : command.slice(0, space);
}
