import { textOf } from '../bytes.ts';
import { type Exchange, OUTCOME } from '../flow/flow.ts';
import { NTLM, ntlmSightings } from '../ntlmssp/message.ts';
import type { PduContext } from '../protocol.ts';
import { ntlmOf, userOf } from './credentials.ts';
import { Headers } from './headers.ts';
import { METHOD, methodCode, methodOf, RESPONSE_ONLY } from './methods.ts';
import type { HttpSession } from './session.ts';
import { isResponse, recogniseHead, statusOf } from './start-line.ts';
import { STATUS } from './statuses.ts';

/** What follows a head: bytes of a body, or how its end is known. */
export type BodyOf = number | 'chunked' | 'until-close';

/** Bytes kept of a request line; `Operation.object` is shorter. */
const LINE_BYTES_MAX = 1_024;
const LF = 10;
/** One reader for all: it is filled anew for each head. */
const headers = new Headers();

/** Takes one head. Null where it is none, so that nothing behind it can be told apart. */
export function takeHead(
  context: PduContext,
  session: HttpSession,
  bytes: Uint8Array,
  at: number,
  end: number,
): BodyOf | null {
  const lineEnd = bytes.indexOf(LF, at);
  if (recogniseHead(bytes, at, end, true) !== 1) return null;
  headers.read(bytes, lineEnd + 1, end);
  const to = Math.min(lineEnd, at + LINE_BYTES_MAX);
  return isResponse(bytes, at, end)
    ? takeResponse(context, session, bytes, at, to)
    : takeRequest(context, session, bytes, at, to);
}

function takeRequest(
  context: PduContext,
  session: HttpSession,
  bytes: Uint8Array,
  at: number,
  end: number,
): BodyOf | null {
  const { exchanges } = context;
  const { verb } = methodOf(bytes, at, end);
  const exchange = exchanges.request(session.asked, verb, bytes, at, end);
  session.asked++;
  exchange.note = text(headers.value(bytes, 'host'));
  if (headers.chunked && headers.contentLength >= 0) {
    exchange.anomaly('transfer_encoding_with_content_length', 0);
  }
  if (headers.badLength || headers.otherCoding) exchange.anomaly('body_length_unclear', 0);
  tellClient(context, session, exchange.note, bytes, methodCode(bytes, at, end));
  if (headers.badLength || headers.otherCoding) return null;
  return headers.chunked ? 'chunked' : Math.max(0, headers.contentLength);
}

/** User agent, user, and the name that the server goes by. */
function tellClient(
  context: PduContext,
  session: HttpSession,
  host: string,
  bytes: Uint8Array,
  method: number,
): void {
  const credentials = headers.value(bytes, 'authorization');
  if (!session.toldUser && credentials.length > 0) {
    const facts = ntlmOf(credentials);
    // NTLM names the user in its last step alone.
    session.toldUser = facts === null || facts.type === NTLM.authenticate;
    if (facts === null) context.sighting('user', userOf(text(credentials)));
    else ntlmSightings(context, facts, session.toldUser);
  }
  if (session.toldClient) return;
  session.toldClient = true;
  context.sighting('software', text(headers.value(bytes, 'user-agent')));
  const name = host.replace(/:\d*$/, '');
  if (method !== METHOD.connect && /[a-z]/i.test(name) && !name.includes(':')) {
    context.sighting('name', name, 1 - context.side);
  }
}

function takeResponse(
  context: PduContext,
  session: HttpSession,
  bytes: Uint8Array,
  at: number,
  end: number,
): BodyOf | null {
  const status = statusOf(bytes, at, end);
  if (status < STATUS.firstFinal && status !== STATUS.switching) return 0;
  const exchange = requestOf(context, session);
  const asked = exchange.requestBytes;
  const method = asked === 0 ? 0 : methodCode(exchange.request, 0, asked);
  if (headers.badLength) exchange.anomaly('body_length_unclear', 0);
  if (!session.toldServer) {
    session.toldServer = true;
    context.sighting('software', text(headers.value(bytes, 'server')));
  }
  if (status === STATUS.unauthorized) tellChallenge(context, session, bytes);
  const outcome = status >= STATUS.firstRefusal ? OUTCOME.refused : OUTCOME.ok;
  context.exchanges.answer(exchange, bytes, at, end, outcome);
  const tunnel = method === METHOD.connect && status < STATUS.redirection;
  if (tunnel || status === STATUS.switching) {
    context.ignoreRest();
    return 0;
  }
  return bodyOfResponse(method, status);
}

/** The realm that a server asks for, and what it says of itself in the second step of NTLM. */
function tellChallenge(context: PduContext, session: HttpSession, bytes: Uint8Array): void {
  const challenge = headers.value(bytes, 'www-authenticate');
  if (!session.toldRealm) {
    session.toldRealm = true;
    const realm = /realm="([^"]*)"/i.exec(text(challenge))?.[1];
    context.sighting('description', realm === undefined ? '' : `realm ${realm}`);
  }
  if (session.toldChallenge) return;
  const facts = ntlmOf(challenge);
  if (facts === null) return;
  session.toldChallenge = true;
  ntlmSightings(context, facts, false);
}

function bodyOfResponse(method: number, status: number): BodyOf | null {
  const none = status === STATUS.noContent || status === STATUS.notModified;
  if (method === METHOD.head || none) return 0;
  if (headers.badLength) return null;
  if (headers.chunked) return 'chunked';
  const told = headers.contentLength >= 0 && !headers.otherCoding;
  return told ? headers.contentLength : 'until-close';
}

/**
 * The request that is answered next, or after a loss the last one, because few clients ask before
 * they are answered; one of its own where it was not seen, or is given up.
 */
function requestOf(context: PduContext, session: HttpSession): Exchange {
  const { exchanges } = context;
  const { asked, uncertain } = session;
  const number = uncertain ? asked - 1 : session.answered;
  session.uncertain = false;
  session.answered = Math.min(number + 1, asked);
  const found = number < asked ? exchanges.asked(number) : null;
  if (found !== null) return found;
  const exchange = exchanges.alone(RESPONSE_ONLY.verb);
  const late = !uncertain && number < asked;
  exchange.anomaly(late ? 'response_late' : 'response_without_request', 0);
  return exchange;
}

function text(bytes: Uint8Array): string {
  return textOf(bytes, 0, bytes.length);
}
