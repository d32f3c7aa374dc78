import { type Exchange, OUTCOME, VERB } from '../flow/flow.ts';
import { word16 } from '../packet/packet.ts';
import type { PduContext } from '../protocol.ts';
import { DATA_HEADER_BYTES, ITEM_OK, nextData } from './data.ts';
import {
  invocationFunction,
  isKnownInvocation,
  isKnownJob,
  isKnownUserdata,
  JOB,
  jobFunction,
  userdataFunction,
} from './functions.ts';
import { isKnownSyntax } from './items.ts';
import { invocationName, isTransfer, transferId, transferObject } from './jobs.ts';
import * as pdu from './pdu.ts';
import { headerError } from './reading.ts';
import { S7Session } from './session.ts';
import { tellSzl } from './szl.ts';
import { userdataObject } from './userdata-objects.ts';

/**
 * Keys hold the PDU reference and what was asked, because a client may have several requests of
 * one reference under way. Userdata has references of its own beside those of jobs.
 */
const USERDATA_KEY = 0x10000000;
const CPU_GROUP = 4;
const READ_SZL = 1;
/** The reference alone, where an answer does not say what it answers. */
const REFERENCE_MASK = 0x1000ffff;

/** One S7 PDU: `bytes[at..end)` starts with its header. */
export function parseS7(context: PduContext, bytes: Uint8Array, at: number, end: number): void {
  if (!pdu.isS7Header(bytes, at, end) || at + 10 > end) {
    context.anomaly('s7_header_unknown');
    return context.skips.reason('s7comm_malformed');
  }
  const kind = bytes[at + 1]!;
  let exchange: Exchange | null;
  if (kind === pdu.ROSCTR.job) {
    exchange = parseJob(context, bytes, at, end);
    checkLengths(exchange, bytes, at, end, context.whole);
  } else if (kind === pdu.ROSCTR.userdata) {
    parseUserdata(context, bytes, at, end);
  } else {
    parseAnswer(context, bytes, at, end);
  }
}

function parseJob(context: PduContext, bytes: Uint8Array, at: number, end: number): Exchange {
  const parameter = pdu.parameterAt(bytes, at);
  const parameterEnd = pdu.parameterEnd(bytes, at, end);
  const code = parameter < parameterEnd ? bytes[parameter]! : -1;
  const invocation =
    code === JOB.programInvocation ? invocationName(bytes, parameter, parameterEnd) : null;
  const job = invocation === null ? jobFunction(Math.max(0, code)) : invocationFunction(invocation);
  const key = pdu.pduReference(bytes, at) | (Math.max(0, code) << 16);
  const exchange = context.exchanges.request(key, job.verb, bytes, at, end);
  if (code < 0) exchange.anomaly('parameter_missing', 6);
  else if (!isKnownJob(code)) exchange.anomaly('unknown_function_code', parameter - at);
  if (invocation !== null && !isKnownInvocation(invocation)) {
    exchange.anomaly('unknown_program_invocation', parameter - at);
  }
  if (code === JOB.readVar || code === JOB.writeVar) {
    checkItems(exchange, bytes, at, parameter + 1, parameterEnd);
  } else if (isTransfer(code)) {
    noteTransfer(context, exchange, bytes, parameter, parameterEnd);
  }
  return exchange;
}

/** Later jobs of a transfer name the block by an identifier only. */
function noteTransfer(
  context: PduContext,
  exchange: Exchange,
  bytes: Uint8Array,
  at: number,
  end: number,
): void {
  const { transfers } = context.state(S7Session);
  const named = transferObject(bytes, at, end);
  exchange.note = named === '' ? (transfers.get(transferId(bytes, at, end)) ?? '') : named;
}

function checkItems(
  exchange: Exchange,
  bytes: Uint8Array,
  pduAt: number,
  countAt: number,
  end: number,
): void {
  let at = countAt + 1;
  const count = countAt < end ? bytes[countAt]! : 0;
  if (count === 0) exchange.anomaly('item_count_zero', countAt - pduAt);
  for (let i = 0; i < count; i++) {
    if (at + 3 > end || at + 2 + bytes[at + 1]! > end) {
      return exchange.anomaly('items_beyond_parameter', at - pduAt);
    }
    if (!isKnownSyntax(bytes[at + 2]!)) exchange.anomaly('unknown_item_syntax', at + 2 - pduAt);
    const length = bytes[at + 1]!;
    at += 2 + length + (length % 2);
  }
}

function parseAnswer(context: PduContext, bytes: Uint8Array, at: number, end: number): void {
  if (at + 12 > end) {
    context.anomaly('s7_header_unknown');
    return context.skips.reason('s7comm_malformed');
  }
  const parameter = pdu.parameterAt(bytes, at);
  const hasCode = parameter < pdu.parameterEnd(bytes, at, end);
  const code = hasCode ? bytes[parameter]! : -1;
  const { exchanges, whole } = context;
  const key = pdu.pduReference(bytes, at) | (Math.max(0, code) << 16);
  let exchange = exchanges.asked(key) ?? exchanges.asked(key, REFERENCE_MASK);
  if (exchange === null) {
    // One that does not say what it answers is not told as a command.
    const verb = code < 0 ? VERB.connect : jobFunction(code).verb;
    exchange = exchanges.alone(verb);
    exchange.anomaly('response_without_request', 0);
  } else if (hasCode && exchange.request[10] !== code) {
    exchange.anomaly('response_function_differs', parameter - at);
  }
  checkLengths(exchange, bytes, at, end, whole);
  const outcome = answerOutcome(exchange, bytes, at, end);
  if (code === JOB.startUpload && outcome === OUTCOME.ok) {
    const id = transferId(bytes, parameter, end);
    if (id >= 0) context.state(S7Session).transfers.set(id, exchange.note);
  }
  exchanges.answer(exchange, bytes, at, end, outcome);
}

/** Refused by the header's error, or because no item of it could be read or written. */
function answerOutcome(exchange: Exchange, bytes: Uint8Array, at: number, end: number): number {
  if (headerError(bytes, at, end) !== 0) return OUTCOME.refused;
  const parameter = pdu.parameterAt(bytes, at);
  const code = parameter < end ? bytes[parameter]! : -1;
  if (code !== JOB.readVar && code !== JOB.writeVar) return OUTCOME.ok;
  const count = parameter + 1 < end ? bytes[parameter + 1]! : 0;
  const last = pdu.dataEnd(bytes, at, end);
  let item = pdu.parameterEnd(bytes, at, end);
  let failed = 0;
  let seen = 0;
  while (seen < count && item + (code === JOB.readVar ? DATA_HEADER_BYTES : 1) <= last) {
    seen++;
    if (bytes[item] !== ITEM_OK) failed++;
    item = code === JOB.readVar ? nextData(bytes, item) : item + 1;
  }
  if (failed > 0 && failed < seen) exchange.anomaly('some_items_refused', 0);
  return failed > 0 && failed === seen ? OUTCOME.refused : OUTCOME.ok;
}

function parseUserdata(context: PduContext, bytes: Uint8Array, at: number, end: number): void {
  const group = pdu.userdataGroup(bytes, at, end);
  const sub = pdu.userdataSub(bytes, at, end);
  if (sub < 0) {
    context.anomaly('userdata_too_short');
    return context.skips.reason('s7comm_malformed');
  }
  const key = USERDATA_KEY | (group << 24) | (sub << 16) | pdu.pduReference(bytes, at);
  const type = pdu.userdataType(bytes, at, end);
  const { exchanges, whole } = context;
  if (type === pdu.USERDATA_TYPE.request || type === pdu.USERDATA_TYPE.ncRequest) {
    const { verb } = userdataFunction(group, sub, false);
    const exchange = exchanges.request(key, verb, bytes, at, end);
    checkLengths(exchange, bytes, at, end, whole);
    if (!isKnownUserdata(group, sub)) exchange.anomaly('unknown_function_code', 15);
    notePart(context, exchange, bytes, at, end);
    return;
  }
  const answers = type === pdu.USERDATA_TYPE.response || type === pdu.USERDATA_TYPE.ncResponse;
  let exchange = answers ? exchanges.asked(key) : null;
  if (exchange === null) {
    const { verb } = userdataFunction(group, sub, !answers);
    exchange = exchanges.alone(verb);
    if (answers) exchange.anomaly('response_without_request', 0);
    else if (type !== pdu.USERDATA_TYPE.push && type !== pdu.USERDATA_TYPE.ncPush) {
      exchange.anomaly('unknown_userdata_type', 15);
    }
    if (!isKnownUserdata(group, sub)) exchange.anomaly('unknown_function_code', 15);
  }
  checkLengths(exchange, bytes, at, end, whole);
  const refused = answers && pdu.userdataError(bytes, at, end) !== 0;
  if (answers && !refused && group === CPU_GROUP && sub === READ_SZL) {
    // Return code, transport size and length stand before the list.
    const list = pdu.parameterEnd(bytes, at, end) + 4;
    tellSzl(context, bytes, list, pdu.dataEnd(bytes, at, end));
  }
  if (answers && !refused && pdu.hasMoreUnits(bytes, at, end))
    rememberPart(context, exchange, bytes, at);
  exchanges.answer(exchange, bytes, at, end, refused ? OUTCOME.refused : OUTCOME.ok);
}

/** Identifiers of transfers have 32 bits; those of answers in parts go beyond. */
const PARTS = 0x100000000;

/** Group, sub-function and sequence number: what a request for the next part is known by. */
function partId(bytes: Uint8Array, at: number): number {
  return PARTS + (word16(bytes, at + 15) & 0x0fff) * 256 + bytes[at + 17]!;
}

/** A request for the next part of an answer does not say what it is a part of. */
function notePart(
  context: PduContext,
  exchange: Exchange,
  bytes: Uint8Array,
  at: number,
  end: number,
): void {
  if (!pdu.isNextUnit(bytes, at, end)) return;
  exchange.note = context.state(S7Session).transfers.get(partId(bytes, at)) ?? '';
}

function rememberPart(
  context: PduContext,
  exchange: Exchange,
  bytes: Uint8Array,
  at: number,
): void {
  const { request, requestBytes, note } = exchange;
  if (requestBytes === 0) return;
  const object = note === '' ? userdataObject(request, 0, requestBytes) : note;
  context.state(S7Session).transfers.set(partId(bytes, at), object);
}

/** The header tells the lengths of both parts; together they are the PDU. */
function checkLengths(
  exchange: Exchange,
  bytes: Uint8Array,
  at: number,
  end: number,
  whole: boolean,
): void {
  if (!whole) return exchange.anomaly('cut_by_snaplen', end - at);
  const told = pdu.headerBytes(bytes, at) + word16(bytes, at + 6) + word16(bytes, at + 8);
  if (told !== end - at) exchange.anomaly('length_mismatch', 6);
}
