import { type Exchange, OUTCOME, VERB } from '../flow/flow.ts';
import { ACSE, calledApplication } from '../osi/acse.ts';
import { berText, Tlv } from '../osi/ber.ts';
import { definesSyntax } from '../osi/presentation.ts';
import { SPDU } from '../osi/session.ts';
import { HOLDS, OsiStack } from '../osi/stack.ts';
import type { PduContext } from '../protocol.ts';
import { checkWriteOrRead, CONTROL_BLOCK, readOutcome } from './access.ts';
import { noteControlBlocks } from './control-blocks.ts';
import { noteFailure } from './failures.ts';
import { noteMembers } from './lists.ts';
import { isMmsPdu, isMmsTag, MmsPdu, PDU } from './pdu.ts';
import { SERVICE, SERVICE_SPACE, isKnownService, mmsService } from './services.ts';
import { handleName, noteHandle } from './handles.ts';
import { MmsSession } from './session.ts';

/** Keys beside invoke identifiers, for what has none. */
const KEY = {
  initiate: 0x7fff_fff8,
  conclude: 0x7fff_fffb,
  release: 0x7fff_fffc,
  cancel: 0x4000_0000,
} as const;

/** Abstract syntax of MMS, 1.0.9506.2.1 (ISO 9506-2 §24). */
const MMS_SYNTAX = [0x28, 0xca, 0x22, 0x02, 0x01];

const stack = new OsiStack();
const pdu = new MmsPdu();
const asked = new MmsPdu();

/** Whether a TSDU is MMS: bare, or within session, presentation and ACSE. */
export function recogniseMms(bytes: Uint8Array, at: number, end: number): boolean {
  if (isMmsTag(bytes, at, end)) return isMmsPdu(bytes, at, end, true);
  const holds = stack.open(bytes, at, end);
  if (holds === HOLDS.nothing) return false;
  if (stack.end > stack.at) return isMmsPdu(bytes, stack.at, stack.end, false);
  const { presentation, session } = stack;
  if (holds === HOLDS.association) {
    // A connect says what it is for; the other PDUs belong to what was said before.
    if (session.kind !== SPDU.connect) return true;
    return definesSyntax(bytes, presentation.contextsAt, presentation.contextsEnd, MMS_SYNTAX);
  }
  return session.kind !== SPDU.connect && session.isStrict(bytes, at, end);
}

/** One TSDU that was recognised. */
export function parseMms(context: PduContext, bytes: Uint8Array, at: number, end: number): void {
  if (isMmsTag(bytes, at, end)) return parsePdu(context, bytes, at, end, '');
  const holds = stack.open(bytes, at, end);
  if (holds === HOLDS.association) {
    return parseAssociation(context, bytes);
  }
  if (holds === HOLDS.data) {
    return parsePdu(context, bytes, stack.at, stack.end, '');
  }
  if (holds === HOLDS.session) return parseSession(context, bytes, at, end);
  context.skips.reason('mms_malformed');
}

/** A session unit that carries nothing readable: a refusal, a release, an abort. */
function parseSession(context: PduContext, bytes: Uint8Array, at: number, end: number): void {
  const { exchanges } = context;
  const { kind, anomaly } = stack.session;
  if (anomaly !== '') context.anomaly(anomaly);
  if (kind === SPDU.finish) {
    exchanges.request(KEY.release, VERB.connect, bytes, at, end);
    return;
  }
  if (kind === SPDU.abort) return exchanges.unconfirmed(VERB.connect, bytes, at, end);
  if (kind === SPDU.abortAccept) return context.skips.reason('session_abort_accept');
  const key = kind === SPDU.disconnect ? KEY.release : KEY.initiate;
  const exchange = answered(context, key, VERB.connect);
  if (kind === SPDU.accept) exchange.anomaly('accept_without_association', 0);
  const outcome = kind === SPDU.refuse ? OUTCOME.refused : OUTCOME.ok;
  exchanges.answer(exchange, bytes, at, end, outcome);
}

function parseAssociation(context: PduContext, bytes: Uint8Array): void {
  const { exchanges } = context;
  const { acse, presentation, session } = stack;
  if (session.anomaly !== '') context.anomaly(session.anomaly);
  const { at, end } = presentation;
  switch (acse.kind) {
    case ACSE.associateRequest: {
      if (stack.end <= stack.at) return context.skips.reason('association_without_initiate');
      const called = calledApplication(bytes, at, end);
      return parsePdu(context, bytes, stack.at, stack.end, called);
    }
    case ACSE.associateResponse: {
      if (acse.result === 0 && stack.end > stack.at) {
        return parsePdu(context, bytes, stack.at, stack.end, '');
      }
      const exchange = answered(context, KEY.initiate, VERB.connect);
      const refused = acse.result !== 0 || session.kind === SPDU.refuse;
      if (!refused) exchange.anomaly('accept_without_association', 0);
      return exchanges.answer(exchange, bytes, at, end, refused ? OUTCOME.refused : OUTCOME.ok);
    }
    case ACSE.releaseRequest:
      exchanges.request(KEY.release, VERB.connect, bytes, at, end);
      return;
    case ACSE.releaseResponse: {
      const exchange = answered(context, KEY.release, VERB.connect);
      return exchanges.answer(exchange, bytes, at, end, OUTCOME.ok);
    }
    default:
      exchanges.unconfirmed(VERB.connect, bytes, at, end);
  }
}

/** The request that the sender of an answer answers, or an exchange without one. */
function answered(context: PduContext, key: number, verb: number): Exchange {
  const { exchanges } = context;
  const known = exchanges.asked(key);
  if (known !== null) return known;
  const exchange = exchanges.alone(verb);
  exchange.anomaly('response_without_request', 0);
  return exchange;
}

/** One PDU of MMS at `bytes[at..end)`. */
function parsePdu(
  context: PduContext,
  bytes: Uint8Array,
  at: number,
  end: number,
  called: string,
): void {
  if (!pdu.take(bytes, at, end)) return context.skips.reason('mms_malformed');
  const { exchanges, whole } = context;
  switch (pdu.kind) {
    case PDU.confirmedRequest:
      return parseRequest(context, bytes, at, end);
    case PDU.confirmedResponse:
      return parseResponse(context, bytes, at, end);
    case PDU.unconfirmed:
      return parseReport(context, bytes, at, end);
    case PDU.initiateRequest: {
      const initiate = exchanges.request(KEY.initiate, VERB.connect, bytes, at, end);
      initiate.note = called;
      return check(initiate, at, end, whole);
    }
    case PDU.concludeRequest:
      exchanges.request(KEY.conclude, VERB.connect, bytes, at, end);
      return;
    case PDU.cancelRequest:
      exchanges.request(KEY.cancel ^ pdu.invoke, VERB.command, bytes, at, end);
      return;
    default:
      parseOtherAnswer(context, bytes, at, end);
  }
}

function parseRequest(context: PduContext, bytes: Uint8Array, at: number, end: number): void {
  const { service, invoke } = pdu;
  const { verb } = mmsService(service);
  const exchange = context.exchanges.request(invoke, verb, bytes, at, end);
  if (!pdu.hasInvoke) exchange.anomaly('invoke_id_missing', 0);
  if (service < 0) exchange.anomaly('service_missing', 0);
  else if (!isKnownService(service)) exchange.anomaly('unknown_service', pdu.at - at);
  check(exchange, at, end, context.whole);
  if (service === SERVICE.read || service === SERVICE.write) checkWriteOrRead(exchange, bytes, pdu);
  else exchange.note = handleName(context, bytes, pdu);
}

function parseResponse(context: PduContext, bytes: Uint8Array, at: number, end: number): void {
  const { service, invoke } = pdu;
  const exchange = answered(context, invoke, mmsService(Math.max(0, service)).verb);
  const askedService = requestedService(exchange);
  if (askedService >= 0 && askedService !== service) {
    exchange.anomaly('response_service_differs', pdu.at - at);
  }
  check(exchange, at, end, context.whole);
  if (service === SERVICE.identify) tellIdentity(context, bytes);
  else noteHandle(context, exchange.note, bytes, pdu);
  noteMembers(context, exchange, bytes, pdu);
  if (exchange.note === CONTROL_BLOCK) noteControlBlocks(context, exchange, bytes, pdu);
  const outcome = readOutcome(exchange, bytes, pdu);
  context.exchanges.answer(exchange, bytes, at, end, outcome);
  if (service === SERVICE.write) context.state(MmsSession).forgetCauses();
}

/** Tag of the service that was asked for; -1 where the request was not seen or has none. */
function requestedService(exchange: Exchange): number {
  if (exchange.requestBytes === 0) return -1;
  return asked.take(exchange.request, 0, exchange.requestBytes) ? asked.service : -1;
}

function parseReport(context: PduContext, bytes: Uint8Array, at: number, end: number): void {
  const { exchanges, whole } = context;
  const exchange = exchanges.alone(VERB.report);
  const known = isKnownService(SERVICE_SPACE.unconfirmed | Math.max(0, pdu.service));
  if (pdu.service < 0) exchange.anomaly('service_missing', 0);
  else if (!known) exchange.anomaly('unknown_service', pdu.at - at);
  check(exchange, at, end, whole);
  if (pdu.service === 0) noteFailure(context, bytes, pdu);
  exchanges.answer(exchange, bytes, at, end, OUTCOME.ok);
}

/** Errors, rejections, and the answers to what is no confirmed service. */
function parseOtherAnswer(context: PduContext, bytes: Uint8Array, at: number, end: number): void {
  const { kind, invoke, hasInvoke } = pdu;
  let key = invoke;
  if (kind === PDU.initiateResponse || kind === PDU.initiateError) key = KEY.initiate;
  else if (kind === PDU.concludeResponse || kind === PDU.concludeError) key = KEY.conclude;
  else if (kind === PDU.cancelResponse || kind === PDU.cancelError) key = KEY.cancel ^ invoke;
  else if (kind === PDU.reject && !hasInvoke) return context.skips.reason('mms_reject_of_nothing');
  // What an error alone answers is not known, so it is not told as a command.
  const exchange = answered(context, key, VERB.connect);
  check(exchange, at, end, context.whole);
  const accepts =
    kind === PDU.initiateResponse || kind === PDU.concludeResponse || kind === PDU.cancelResponse;
  const outcome = accepts ? OUTCOME.ok : OUTCOME.refused;
  context.exchanges.answer(exchange, bytes, at, end, outcome);
}

/** Lengths that do not fit. */
function check(exchange: Exchange, at: number, end: number, whole: boolean): void {
  if (!whole) exchange.anomaly('cut_by_snaplen', end - at);
  else if (pdu.beyond) exchange.anomaly('length_beyond_pdu', 0);
}

const field = new Tlv();

/** The answer to identify names vendor, model and revision, ISO 9506-2 §10.4. */
function tellIdentity(context: PduContext, bytes: Uint8Array): void {
  for (let from = pdu.at; field.take(bytes, from, pdu.end); from = field.next) {
    const text = berText(bytes, field.at, field.end);
    if (field.lead === 0x80) context.sighting('vendor', text);
    else if (field.lead === 0x81) context.sighting('model', text);
    else if (field.lead === 0x82) context.sighting('firmware', text);
  }
}
