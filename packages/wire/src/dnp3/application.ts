import { type Exchange, OUTCOME, VERB } from '../flow/flow.ts';
import type { PduContext } from '../protocol.ts';
import { attributeValue, identityOf } from './attributes.ts';
import { FILE_GROUP, fileStatus, opensForWriting } from './files.ts';
import {
  FUNCTION,
  isControl,
  isKnownFunction,
  isResponse,
  isWithoutAnswer,
  verbOf,
} from './functions.ts';
import { ObjectHeader } from './headers.ts';
import { CONTROL, destinationOf, isBroadcast, MESSAGE, sourceOf } from './link.ts';
import * as message from './message.ts';
import { KIND } from './objects.ts';
import { Dnp3Session } from './session.ts';
import { refusalBit } from './status.ts';

const { APPLICATION } = message;
const SECURITY_GROUP = 120;
/** Used for one message after the other. */
const header = new ObjectHeader();

/** One whole message of the application layer; IEEE 1815 §4. */
export function parseMessage(
  context: PduContext,
  bytes: Uint8Array,
  at: number,
  end: number,
): void {
  if (!message.isApplication(at, end)) {
    if (context.whole) context.anomaly('application_too_short');
    return context.skips.reason('dnp3_malformed');
  }
  const code = message.functionOf(bytes, at);
  if (isResponse(code)) parseResponse(context, bytes, at, end);
  else parseRequest(context, bytes, at, end);
}

function parseRequest(context: PduContext, bytes: Uint8Array, at: number, end: number): void {
  const { exchanges, whole } = context;
  const code = message.functionOf(bytes, at);
  const from = message.objectsAt(bytes, at);
  const verb = requestVerb(code, bytes, from, end);
  const toAll = isBroadcast(destinationOf(bytes, at));
  if (isWithoutAnswer(code) || isReply(code, bytes, from, end) || toAll) {
    const exchange = exchanges.sent(verb, bytes, at, end);
    checkRequest(exchange, code, bytes, at, end, whole);
    exchanges.finishSent(exchange);
    return;
  }
  const key = keyOf(sourceOf(bytes, at), destinationOf(bytes, at), bytes, at);
  const exchange = exchanges.request(key, verb, bytes, at, end);
  checkRequest(exchange, code, bytes, at, end, whole);
  if (code === FUNCTION.select || code === FUNCTION.operate) {
    checkSelection(context, exchange, code, bytes, at, end);
  }
}

/** What a challenge asks for; the answer that follows is that of what was challenged, §7.5.2.1. */
function isReply(code: number, bytes: Uint8Array, at: number, end: number): boolean {
  const isRequest = code === FUNCTION.authenticateRequest && at + 1 < end;
  return isRequest && bytes[at] === SECURITY_GROUP && bytes[at + 1] === 2;
}

/** Addresses of master and outstation, and the sequence number of the application layer. */
function keyOf(master: number, outstation: number, bytes: Uint8Array, at: number): number {
  const sequence = message.applicationControl(bytes, at) & APPLICATION.sequence;
  return (((Math.imul(master, 0x9e37) ^ outstation) << 4) & 0x3ffffff0) | sequence;
}

function requestVerb(code: number, bytes: Uint8Array, at: number, end: number): number {
  const group = at < end ? bytes[at]! : -1;
  if (code === FUNCTION.openFile && group === FILE_GROUP) {
    header.read(bytes, at, end, code);
    const fileAt = header.dataAt + header.prefixBytes;
    if (opensForWriting(header.variation, bytes, fileAt, header.next)) return VERB.write;
  }
  return verbOf(code, group);
}

/** Operate carries out what was selected, with the same objects; IEEE 1815 §4.4.3. */
function checkSelection(
  context: PduContext,
  exchange: Exchange,
  code: number,
  bytes: Uint8Array,
  at: number,
  end: number,
): void {
  const session = context.state(Dnp3Session);
  const outstation = destinationOf(bytes, at);
  const from = message.objectsAt(bytes, at);
  if (code === FUNCTION.select) return session.select(outstation, bytes, from, end);
  if (!session.isSelected(outstation, bytes, from, end)) {
    exchange.anomaly('operate_without_select', MESSAGE.application + 1);
  }
  session.forget(outstation);
}

function parseResponse(context: PduContext, bytes: Uint8Array, at: number, end: number): void {
  const { exchanges } = context;
  const code = message.functionOf(bytes, at);
  if (code === FUNCTION.unsolicited) {
    const exchange = exchanges.alone(VERB.report);
    checkResponse(context, exchange, bytes, at, end);
    exchanges.answer(exchange, bytes, at, end, OUTCOME.ok);
    return;
  }
  const key = keyOf(destinationOf(bytes, at), sourceOf(bytes, at), bytes, at);
  const isFirst = (message.applicationControl(bytes, at) & APPLICATION.first) !== 0;
  let exchange = isFirst ? exchanges.asked(key) : null;
  // A challenge comes before the answer to what it is about.
  const isChallenge = code === FUNCTION.authenticateResponse && !asksForSecurity(exchange);
  if (exchange === null || isChallenge) {
    exchange = exchanges.alone(verbOf(code, -1));
    // Later fragments of one response carry sequence numbers of their own.
    if (isFirst && !isChallenge) exchange.anomaly('response_without_request', 0);
  }
  const hasFiles = checkResponse(context, exchange, bytes, at, end);
  const asked = askedOf(exchange);
  const outcome = outcomeOf(exchange, isControl(asked), hasFiles, bytes, at, end);
  exchanges.answer(exchange, bytes, at, end, outcome);
}

function asksForSecurity(exchange: Exchange | null): boolean {
  return exchange !== null && askedOf(exchange) === FUNCTION.authenticateRequest;
}

/** Function of the request; -1 where it was not seen. */
function askedOf({ request, requestBytes }: Exchange): number {
  return message.isApplication(0, requestBytes) ? message.functionOf(request, 0) : -1;
}

/** Refused by the indications, or because no control or file of it was taken. */
function outcomeOf(
  exchange: Exchange,
  controls: boolean,
  hasFiles: boolean,
  bytes: Uint8Array,
  at: number,
  end: number,
): number {
  if (refusalBit(message.refusalsOf(bytes, at, end)) !== 0) return OUTCOME.refused;
  if (!controls && !hasFiles) return OUTCOME.ok;
  let taken = 0;
  let refused = 0;
  let next = message.objectsAt(bytes, at);
  while (header.read(bytes, next, end, FUNCTION.response)) {
    next = header.next;
    const statuses = controls || header.group === FILE_GROUP;
    if (header.problem !== '' || !statuses) continue;
    let point = header.dataAt;
    for (let i = 0; i < header.count && point < header.next; i++) {
      const status = statusOf(header, bytes, point);
      if (status > 0) refused++;
      else if (status === 0) taken++;
      else break;
      point += header.prefixBytes + (header.shape?.bytes ?? header.next);
    }
  }
  if (refused > 0 && taken > 0) exchange.anomaly('some_items_refused', 0);
  return refused > 0 && taken === 0 ? OUTCOME.refused : OUTCOME.ok;
}

/** Status of one control or file whose prefix stands at `at`; -1 where it has none. */
export function statusOf(header: ObjectHeader, bytes: Uint8Array, at: number): number {
  const from = at + header.prefixBytes;
  if (header.group === FILE_GROUP) {
    return fileStatus(header.variation, bytes, from, header.next);
  }
  const kind = header.shape?.kind ?? KIND.none;
  const last = from + (header.shape?.bytes ?? 0) - 1;
  const has = kind === KIND.control || (kind >= KIND.block16 && kind <= KIND.blockDouble);
  return has && last < header.next ? bytes[last]! & 0x7f : -1;
}

function checkRequest(
  exchange: Exchange,
  code: number,
  bytes: Uint8Array,
  at: number,
  end: number,
  whole: boolean,
): void {
  if (!whole) exchange.anomaly('cut_by_snaplen', end - at);
  if (!isKnownFunction(code)) exchange.anomaly('unknown_function_code', MESSAGE.application + 1);
  else if (code !== FUNCTION.confirm && (bytes[at]! & CONTROL.fromMaster) === 0) {
    exchange.anomaly('request_from_outstation', 0);
  }
  checkObjects(exchange, code, bytes, at, end);
}

/** Whether the response holds file objects, which have a status each. */
function checkResponse(
  context: PduContext,
  exchange: Exchange,
  bytes: Uint8Array,
  at: number,
  end: number,
): boolean {
  if (!context.whole) exchange.anomaly('cut_by_snaplen', end - at);
  const from = message.objectsAt(bytes, at);
  if (from > end) {
    exchange.anomaly('indications_missing', MESSAGE.application + 2);
    return false;
  }
  if ((bytes[at]! & CONTROL.fromMaster) !== 0) exchange.anomaly('response_from_master', 0);
  const hasFiles = checkObjects(exchange, message.functionOf(bytes, at), bytes, at, end);
  if (from < end && bytes[from] === 0) noteAttributes(context, bytes, from, end);
  return hasFiles;
}

/** Notes what is wrong with the objects of a message; whether there are files among them. */
function checkObjects(
  exchange: Exchange,
  code: number,
  bytes: Uint8Array,
  at: number,
  end: number,
): boolean {
  let next = message.objectsAt(bytes, at);
  let from = next;
  let hasFiles = false;
  while (header.read(bytes, next, end, code)) {
    if (header.group === FILE_GROUP) hasFiles = true;
    if (header.problem !== '') exchange.anomaly(header.problem, next - at);
    from = next;
    next = header.next;
  }
  if (header.problem === 'object_header_cut') exchange.anomaly(header.problem, from - at);
  return hasFiles;
}

/** Device attributes say who the outstation is. */
function noteAttributes(context: PduContext, bytes: Uint8Array, at: number, end: number): void {
  let next = at;
  while (header.read(bytes, next, end, FUNCTION.response) && header.problem === '') {
    next = header.next;
    const field = header.group === 0 ? identityOf(header.variation) : undefined;
    if (field === undefined || header.count !== 1) continue;
    const values = attributeValue(bytes, header.dataAt + header.prefixBytes, header.next);
    context.sighting(field, String(values[0] ?? ''));
  }
}
