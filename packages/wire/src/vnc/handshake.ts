import { textOf, unsigned32 } from '../bytes.ts';
import { OUTCOME, VERB } from '../flow/flow.ts';
import type { PduContext } from '../protocol.ts';
import { isVersion, publishedVersion, VERSION_BYTES, versionNumber } from './version.ts';

export const SERVICE = {
  version: { code: 1, name: 'protocol_version' },
  security: { code: 2, name: 'security' },
} as const;

export const SECURITY = { invalid: 0, none: 1, vncAuthentication: 2 } as const;
/** Types of the client where it has not chosen, or where the server alone decides. */
const NOT_CHOSEN = -1;
const CHALLENGE_BYTES = 16;
/** Sizes, pixel format and length of the name in front of it, RFC 6143 §7.3.2. */
const SERVER_INIT_BYTES = 24;
const REASON_BYTES_MAX = 1_024;

/** What an end sends next. */
const STEP = {
  version: 0,
  /** Of the server: types of security; of the client: its choice. */
  security: 1,
  /** Of the server: the challenge; of the client: the answer to it. */
  challenge: 2,
  result: 3,
  init: 4,
} as const;

/** What is remembered while the handshake lasts. */
export class VncSession {
  readonly steps: [number, number] = [STEP.version, STEP.version];
  /** Version that the client settled on, as 3003, 3007 or 3008. */
  version = 0;
  security: number = NOT_CHOSEN;
}

const KEY = { version: 1, security: 2 } as const;

/** The next bytes of one end: messages as far as they are whole; the rest waits. */
export function takeBytes(context: PduContext, bytes: Uint8Array, at: number, end: number): void {
  const { flow, side } = context;
  if (flow.sides[side].unit !== null) {
    if (!context.keepUnit(bytes, at, end)) return context.ignoreRest();
    bytes = context.takeUnit();
    at = 0;
    end = bytes.length;
  }
  const session = context.state(VncSession);
  const take = side === flow.clientSide ? takeClient : takeServer;
  while (at < end && !flow.ignored) {
    const taken = take(context, session, bytes, at, end);
    if (taken === 0) {
      if (!context.keepUnit(bytes, at, end)) context.ignoreRest();
      return;
    }
    at += taken;
  }
}

/** Length of the message taken; 0 where it is not whole. */
function takeServer(
  context: PduContext,
  session: VncSession,
  bytes: Uint8Array,
  at: number,
  end: number,
): number {
  const { side } = context;
  switch (session.steps[side]) {
    case STEP.version:
      return takeVersion(context, session, bytes, at, end);
    case STEP.security:
      return takeOffer(context, session, bytes, at, end);
    case STEP.challenge:
      if (end - at < CHALLENGE_BYTES) return 0;
      session.steps[side] = STEP.result;
      return CHALLENGE_BYTES;
    case STEP.result:
      return takeResult(context, session, bytes, at, end);
    default:
      return takeInit(context, session, bytes, at, end);
  }
}

function takeClient(
  context: PduContext,
  session: VncSession,
  bytes: Uint8Array,
  at: number,
  end: number,
): number {
  const { side } = context;
  const step = session.steps[side];
  if (step === STEP.version) return takeVersion(context, session, bytes, at, end);
  if (step === STEP.security && session.version >= 3007) {
    session.security = bytes[at]!;
    session.steps[side] = STEP.challenge;
    follow(session, 1 - side);
    if (session.security !== SECURITY.vncAuthentication) ask(context, session);
    return 1;
  }
  if (step <= STEP.challenge && session.security === SECURITY.vncAuthentication) {
    if (end - at < CHALLENGE_BYTES) return 0;
    session.steps[side] = STEP.init;
    ask(context, session);
    return CHALLENGE_BYTES;
  }
  // ClientInit, or what another kind of security needs: of no interest.
  if (step < STEP.init && session.version < 3007) ask(context, session);
  session.steps[side] = STEP.init;
  return end - at;
}

/** Nothing of what the client sends is kept: it may prove who he is. */
function ask(context: PduContext, session: VncSession): void {
  const none = new Uint8Array();
  const { exchanges } = context;
  const exchange = exchanges.request(KEY.security, VERB.connect, none, 0, 0);
  exchange.note = `${session.version} ${session.security}`;
}

/** What the server sends once the kind of security is known. */
function follow(session: VncSession, server: number): void {
  if (session.security === SECURITY.vncAuthentication) {
    session.steps[server as 0 | 1] = STEP.challenge;
  } else if (session.security === SECURITY.none) {
    session.steps[server as 0 | 1] = session.version >= 3008 ? STEP.result : STEP.init;
  } else {
    session.steps[server as 0 | 1] = STEP.init;
  }
}

function takeVersion(
  context: PduContext,
  session: VncSession,
  bytes: Uint8Array,
  at: number,
  end: number,
): number {
  if (end - at < VERSION_BYTES) return 0;
  if (!isVersion(bytes, at)) {
    context.anomaly('rfb_version_malformed');
    context.ignoreRest();
    return end - at;
  }
  const { exchanges, side } = context;
  session.version = publishedVersion(versionNumber(bytes, at));
  session.steps[side] = STEP.security;
  const stop = at + VERSION_BYTES;
  const first = exchanges.asked(KEY.version);
  if (first !== null) exchanges.answer(first, bytes, at, stop, OUTCOME.ok);
  else exchanges.request(KEY.version, VERB.connect, bytes, at, stop);
  return VERSION_BYTES;
}

function takeOffer(
  context: PduContext,
  session: VncSession,
  bytes: Uint8Array,
  at: number,
  end: number,
): number {
  const { side } = context;
  if (session.version >= 3007) {
    const count = bytes[at]!;
    if (count === 0) return takeReason(context, session, bytes, at, at + 1, end);
    if (at + 1 + count > end) return 0;
    // Until the client chooses, the server has nothing to say.
    session.steps[side] = STEP.init;
    return 1 + count;
  }
  if (at + 4 > end) return 0;
  session.security = unsigned32(bytes, at);
  if (session.security === SECURITY.invalid) {
    return takeReason(context, session, bytes, at, at + 4, end);
  }
  follow(session, side);
  return 4;
}

/** The result of security, with a reason since version 3.8. */
function takeResult(
  context: PduContext,
  session: VncSession,
  bytes: Uint8Array,
  at: number,
  end: number,
): number {
  if (at + 4 > end) return 0;
  const result = unsigned32(bytes, at);
  if (result !== 0 && session.version >= 3008) {
    return takeReason(context, session, bytes, at, at + 4, end);
  }
  session.steps[context.side] = STEP.init;
  finish(context, session, bytes, at, at + 4, result === 0);
  if (result !== 0) context.ignoreRest();
  return 4;
}

/** A refusal of which a text tells the reason. */
function takeReason(
  context: PduContext,
  session: VncSession,
  bytes: Uint8Array,
  from: number,
  at: number,
  end: number,
): number {
  if (at + 4 > end) return 0;
  const length = unsigned32(bytes, at);
  if (length > REASON_BYTES_MAX) {
    context.anomaly('rfb_reason_too_long');
    context.ignoreRest();
    return end - from;
  }
  if (at + 4 + length > end) return 0;
  finish(context, session, bytes, from, at + 4 + length, false);
  context.ignoreRest();
  return at + 4 + length - from;
}

function takeInit(
  context: PduContext,
  session: VncSession,
  bytes: Uint8Array,
  at: number,
  end: number,
): number {
  const waiting = context.exchanges.asked(KEY.security);
  const readable =
    session.security === SECURITY.none || session.security === SECURITY.vncAuthentication;
  if (!readable) {
    // Tight, VeNCrypt and others encrypt or go their own ways.
    if (waiting !== null) context.exchanges.answer(waiting, bytes, at, at, OUTCOME.unconfirmed);
    context.ignoreRest();
    return end - at;
  }
  if (end - at < SERVER_INIT_BYTES) return 0;
  const length = unsigned32(bytes, at + SERVER_INIT_BYTES - 4);
  if (length > REASON_BYTES_MAX) {
    context.anomaly('rfb_name_too_long');
    context.ignoreRest();
    return end - at;
  }
  const stop = at + SERVER_INIT_BYTES + length;
  if (stop > end) return 0;
  context.sighting('name', textOf(bytes, at + SERVER_INIT_BYTES, stop));
  if (waiting !== null) context.exchanges.answer(waiting, bytes, at, at, OUTCOME.ok);
  context.ignoreRest();
  return stop - at;
}

function finish(
  context: PduContext,
  session: VncSession,
  bytes: Uint8Array,
  at: number,
  end: number,
  ok: boolean,
): void {
  const { exchanges } = context;
  let exchange = exchanges.asked(KEY.security);
  if (exchange === null) {
    exchange = exchanges.alone(VERB.connect);
    exchange.note = `${session.version} ${session.security}`;
  }
  exchanges.answer(exchange, bytes, at, end, ok ? OUTCOME.ok : OUTCOME.refused);
}
