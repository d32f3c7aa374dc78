import { textOf } from '../bytes.ts';
import { OUTCOME, VERB } from '../flow/flow.ts';
import type { PduContext } from '../protocol.ts';
import { COMMAND, isNegotiation, OPTION } from './options.ts';
import { AT, LINE_BYTES_MAX, LOGIN, type TelnetSide, TelnetSession } from './session.ts';

const KEY = { negotiation: 1, login: 2 } as const;
const CHAR = { backspace: 8, lf: 10, cr: 13, space: 32, delete: 127 } as const;
/** Text of the server after which no login is expected any more. */
const TEXT_BYTES_MAX = 4_096;
/** What comes first in a terminal type or an environment that is told: IS, RFC 1091, RFC 1572. */
const IS = 0;

const USER_PROMPT = /(?<!last )(?:login|log in|user|username|user name|account|userid) ?[:>]$/i;
const PASSWORD_PROMPT = /(?:password|passwort|passcode|pin) ?[:>]$/i;
const FAILED = /incorrect|invalid|fail|denied|bad password|wrong|error|not authori/i;
const SHELL_PROMPT = /[\w)\]~:/.-] ?[$#>%]$/;

/**
 * The next bytes of one end: commands are taken out, and of the text only prompts, the name that
 * somebody logs in with and what came of it. Passwords and what is typed later are never looked at.
 */
export function takeBytes(context: PduContext, bytes: Uint8Array, at: number, end: number): void {
  const { flow } = context;
  const session = context.state(TelnetSession);
  const side = session.sides[context.side];
  for (; at < end && !flow.ignored; at++) {
    const byte = bytes[at]!;
    if (side.at !== AT.text) takeCommand(context, side, byte);
    else if (byte === COMMAND.iac) side.at = AT.command;
    else if (context.side === flow.clientSide) typed(context, session, side, byte);
    else shown(context, session, side, byte);
  }
}

function takeCommand(context: PduContext, side: TelnetSide, byte: number): void {
  switch (side.at) {
    case AT.command:
      side.command = byte;
      side.subBytes = 0;
      if (byte === COMMAND.sub) side.at = AT.sub;
      else side.at = isNegotiation(byte) ? AT.option : AT.text;
      return;
    case AT.option:
      side.at = AT.text;
      negotiate(context, side, byte);
      return;
    case AT.sub:
      if (byte === COMMAND.iac) side.at = AT.subCommand;
      else keepSub(side, byte);
      return;
    default:
      side.at = byte === COMMAND.iac ? AT.sub : AT.text;
      if (byte === COMMAND.iac) keepSub(side, byte);
      else if (byte === COMMAND.endSub) tellSub(context, side);
  }
}

function keepSub(side: TelnetSide, byte: number): void {
  if (side.subBytes < LINE_BYTES_MAX) side.sub[side.subBytes++] = byte;
}

/** The first negotiation of each end: the one asks, the other answers, whoever starts. */
function negotiate(context: PduContext, side: TelnetSide, option: number): void {
  if (side.negotiated) return;
  side.negotiated = true;
  const { exchanges } = context;
  const pair = Uint8Array.of(side.command, option);
  const first = exchanges.asked(KEY.negotiation);
  if (first !== null) exchanges.answer(first, pair, 0, 2, OUTCOME.ok);
  else exchanges.request(KEY.negotiation, VERB.connect, pair, 0, 2);
}

/** The terminal is a fact about the client; so is the user where its environment names one. */
function tellSub(context: PduContext, side: TelnetSide): void {
  const { sub, subBytes } = side;
  if (context.side !== context.flow.clientSide || subBytes < 3 || sub[1] !== IS) return;
  if (sub[0] === OPTION.terminalType) {
    context.sighting('description', `terminal ${textOf(sub, 2, subBytes)}`);
  } else if (sub[0] === OPTION.newEnvironment) {
    context.sighting('user', environmentUser(sub, subBytes));
  }
}

/** The value of USER: VAR (0) "USER" VALUE (1) and text up to the next mark, RFC 1572 §2. */
function environmentUser(sub: Uint8Array, end: number): string {
  const marked = Array.from(sub.subarray(2, end), (byte) => String.fromCharCode(byte)).join('');
  // oxlint-disable-next-line no-control-regex -- the marks are control characters
  return /(?:^|\u0000)USER\u0001([^\u0000-\u0003]*)/.exec(marked)?.[1] ?? '';
}

/** What the server shows: prompts and the outcome of a login. */
function shown(context: PduContext, session: TelnetSession, side: TelnetSide, byte: number): void {
  side.textBytes++;
  if (side.textBytes > TEXT_BYTES_MAX) return context.ignoreRest();
  if (byte === CHAR.cr || byte === CHAR.lf) {
    const line = lineOf(side);
    side.lineBytes = 0;
    if (isTried(session) && FAILED.test(line)) {
      finish(context, session, OUTCOME.refused);
    }
    return;
  }
  if (byte < CHAR.space) return;
  keepLine(side, byte);
  const marks = byte === 0x3a || byte === 0x3e || byte === 0x24 || byte === 0x23 || byte === 0x25;
  if (marks) prompted(context, session, lineOf(side));
}

function prompted(context: PduContext, session: TelnetSession, line: string): void {
  if (USER_PROMPT.test(line)) {
    // Asked again: what was tried before has failed.
    if (isTried(session)) finish(context, session, OUTCOME.refused);
    session.login = LOGIN.user;
    session.sides[(1 - context.side) as 0 | 1].lineBytes = 0;
  } else if (PASSWORD_PROMPT.test(line)) {
    if (session.login === LOGIN.result) finish(context, session, OUTCOME.refused);
    session.login = LOGIN.password;
  } else if (isTried(session) && SHELL_PROMPT.test(line)) {
    finish(context, session, OUTCOME.ok);
    context.ignoreRest();
  }
}

/** Whether somebody has given a name or a password, and the server has not said what it thinks. */
function isTried({ login }: TelnetSession): boolean {
  return login === LOGIN.named || login === LOGIN.result;
}

/** What the client types: the name at the prompt for it, and the end of a password. */
function typed(context: PduContext, session: TelnetSession, side: TelnetSide, byte: number): void {
  if (session.login === LOGIN.password) {
    if (byte === CHAR.cr || byte === CHAR.lf) expect(session, 1 - context.side, LOGIN.result);
    return;
  }
  if (session.login !== LOGIN.user) return;
  if (byte === CHAR.backspace || byte === CHAR.delete) {
    side.lineBytes = Math.max(0, side.lineBytes - 1);
  } else if (byte === CHAR.cr || byte === CHAR.lf) {
    if (side.lineBytes > 0) tryUser(context, session, side);
  } else if (byte > CHAR.space) {
    keepLine(side, byte);
  }
}

function tryUser(context: PduContext, session: TelnetSession, side: TelnetSide): void {
  context.sighting('user', lineOf(side));
  context.exchanges.request(KEY.login, VERB.connect, side.line, 0, side.lineBytes);
  side.lineBytes = 0;
  expect(session, 1 - context.side, LOGIN.named);
}

/** What the server shows from now on is its answer, also on the line of its prompt. */
function expect(session: TelnetSession, server: number, login: number): void {
  session.login = login;
  session.sides[server as 0 | 1].lineBytes = 0;
}

/** Nothing of the text is kept; that there was an answer is enough. */
function finish(context: PduContext, session: TelnetSession, outcome: number): void {
  session.login = LOGIN.none;
  const { exchanges } = context;
  const exchange = exchanges.asked(KEY.login) ?? exchanges.alone(VERB.connect);
  exchanges.answer(exchange, new Uint8Array(), 0, 0, outcome);
}

/** The last characters of a line are those that tell. */
function keepLine(side: TelnetSide, byte: number): void {
  if (side.lineBytes === LINE_BYTES_MAX) {
    side.line.copyWithin(0, 1);
    side.lineBytes--;
  }
  side.line[side.lineBytes++] = byte;
}

function lineOf(side: TelnetSide): string {
  return textOf(side.line, 0, side.lineBytes);
}
