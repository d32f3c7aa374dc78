import { BoundedMap } from '../bounded-map.ts';
import { word16le } from '../bytes.ts';
import { type Exchange, OUTCOME } from '../flow/flow.ts';
import { ntlmAt, ntlmSightings, readNtlm } from '../ntlmssp/message.ts';
import type { PduContext } from '../protocol.ts';
import { calledObject, Handles, isRead, keepHandle } from './calls.ts';
import { callCode, interfaceName, PDU_SERVICE, serviceVerb } from './interfaces.ts';
import { isPrivate, resultIn, Stub, stubEnd } from './ndr.ts';
import { isRefusal, SUCCESS } from './results.ts';
import { calledObjectOf, interfaceOf, noteOf } from './notes.ts';
import {
  bindResults,
  callOf,
  contextsOf,
  FIRST_FRAGMENT,
  isHeader,
  PDU,
  pduLength,
  TYPE,
} from './pdu.ts';

/** Contexts whose interface is remembered of one connection, or of the pipes within it. */
const CONTEXTS_MAX = 256;
/** Of a call and of its answer: the header, and what identifies it. The rest is only counted. */
const READ_BYTES_MAX = 1_024;
/** PDUs of one payload of a pipe. */
const PDUS_MAX = 16;

/** What is kept of one connection. */
class Kept {
  /** Interface by pipe and number of the context. */
  readonly contexts: BoundedMap<number, string>;
  readonly handles: Handles;
  /** Whether what the last bind agreed on encrypts calls; one bind is followed by its calls. */
  isPrivate = false;

  constructor(context: PduContext) {
    this.contexts = new BoundedMap(CONTEXTS_MAX, context.skips);
    this.handles = new Handles(context);
  }
}

/** How many bytes are read of the PDU at `at`: all but the data of calls. */
export function readBytes(bytes: Uint8Array, at: number): number {
  const type = bytes[at + PDU.type]!;
  const length = pduLength(bytes, at);
  const carries = type === TYPE.request || type === TYPE.response;
  return carries ? Math.min(length, READ_BYTES_MAX) : length;
}

/** Takes a PDU, or the payload of a pipe, which may hold several. */
export function parseDcerpc(context: PduContext, bytes: Uint8Array, at: number, end: number): void {
  if (context.carrierKey === 0) {
    if (end - at < PDU.bytes) return context.skips.reason('dcerpc_cut');
    const beyond = pduLength(bytes, at) - readBytes(bytes, at);
    if (beyond > 0) context.skipBytes(beyond);
    return parsePdu(context, bytes, at, end);
  }
  for (let i = 0; i < PDUS_MAX && end - at >= PDU.bytes && isHeader(bytes, at, end); i++) {
    const next = at + pduLength(bytes, at);
    parsePdu(context, bytes, at, Math.min(end, next));
    at = next;
  }
}

function parsePdu(context: PduContext, bytes: Uint8Array, at: number, end: number): void {
  const { exchanges } = context;
  const type = bytes[at + PDU.type]!;
  switch (type) {
    case TYPE.request:
      return parseRequest(context, bytes, at, end);
    case TYPE.bind:
    case TYPE.alterContext: {
      const kept = context.state(Kept);
      kept.isPrivate = isPrivate(bytes, at, end);
      const { contexts } = kept;
      for (const { id, uuid } of contextsOf(bytes, at, end)) {
        contexts.set(contextKey(context, id), interfaceName(uuid));
      }
      tellLogOn(context, bytes, at, end);
      const verb = serviceVerb(PDU_SERVICE + type);
      exchanges.request(keyOf(context, bytes, at), verb, bytes, at, end);
      return;
    }
    case TYPE.response:
    case TYPE.fault:
    case TYPE.bindAck:
    case TYPE.bindNak:
    case TYPE.alterContextAnswer:
      return parseAnswer(context, bytes, at, end);
    default:
      if (type === TYPE.auth3) tellLogOn(context, bytes, at, end);
      exchanges.unconfirmed(serviceVerb(PDU_SERVICE + type), bytes, at, end);
  }
}

function contextKey({ carrierKey }: PduContext, id: number): number {
  return carrierKey * 0x10000 + id;
}

/** Calls are numbered within a connection, or within a pipe. */
function keyOf({ carrierKey }: PduContext, bytes: Uint8Array, at: number): number {
  return (callOf(bytes, at) ^ Math.imul(carrierKey, 0x9e3779b1)) | 0;
}

/** The first fragment tells what is called; those that follow are counted. */
function parseRequest(context: PduContext, bytes: Uint8Array, at: number, end: number): void {
  const { exchanges, skips, whole } = context;
  if (end - at < PDU.stub) {
    if (whole) context.anomaly('dcerpc_request_too_short');
    return skips.reason('dcerpc_malformed');
  }
  if ((bytes[at + PDU.flags]! & FIRST_FRAGMENT) === 0) return skips.reason('dcerpc_fragment');
  const id = word16le(bytes, at + PDU.context);
  const kept = context.state(Kept);
  const name = kept.contexts.get(contextKey(context, id)) ?? '';
  const number = word16le(bytes, at + PDU.operation);
  const key = keyOf(context, bytes, at);
  const read = Math.min(end, at + READ_BYTES_MAX);
  const last = isRead(name) ? stubEnd(bytes, at, read, kept.isPrivate) : -1;
  const keptEnd = last < 0 ? Math.min(end, at + PDU.stub) : last;
  const verb = serviceVerb(callCode(name, number));
  const exchange = exchanges.request(key, verb, bytes, at, keptEnd);
  const stub = new Stub(bytes, at + PDU.stub, keptEnd);
  exchange.note = last < 0 ? name : noteOf(name, calledObject(name, number, stub, kept.handles));
}

function parseAnswer(context: PduContext, bytes: Uint8Array, at: number, end: number): void {
  const { exchanges, skips } = context;
  const type = bytes[at + PDU.type]!;
  const carries = type === TYPE.response || type === TYPE.fault;
  if (carries && (bytes[at + PDU.flags]! & FIRST_FRAGMENT) === 0) {
    return skips.reason('dcerpc_fragment');
  }
  let exchange: Exchange | null = exchanges.asked(keyOf(context, bytes, at));
  if (exchange === null) {
    exchange = exchanges.alone(serviceVerb(carries ? 0 : PDU_SERVICE + TYPE.bind));
    exchange.anomaly('response_without_request', 0);
  }
  if (!carries) tellLogOn(context, bytes, at, end);
  let refused = isRefused(type, bytes, at, end);
  if (type === TYPE.response) {
    const result = resultIn(bytes, at, end);
    refused = isRefusal(interfaceOf(exchange), result);
    if (result === SUCCESS) tellHandle(context, exchange, bytes, at, end);
  }
  exchanges.answer(exchange, bytes, at, end, refused ? OUTCOME.refused : OUTCOME.ok);
}

/** Keeps the name behind a handle that an answer gives. */
function tellHandle(
  context: PduContext,
  exchange: Exchange,
  bytes: Uint8Array,
  at: number,
  end: number,
): void {
  const name = interfaceOf(exchange);
  if (!isRead(name) || exchange.requestBytes < PDU.stub) return;
  const number = word16le(exchange.request, PDU.operation);
  const kept = context.state(Kept);
  const answer = new Stub(bytes, at + PDU.stub, stubEnd(bytes, at, end, kept.isPrivate));
  keepHandle(name, number, calledObjectOf(exchange), answer, kept.handles);
}

/** Of the contexts offered one is enough: the others are for other transfer syntaxes. */
function isRefused(type: number, bytes: Uint8Array, at: number, end: number): boolean {
  if (type === TYPE.response) return false;
  if (type === TYPE.fault || type === TYPE.bindNak) return true;
  const { accepted, refused } = bindResults(bytes, at, end);
  return accepted === 0 && refused > 0;
}

/** Names in a log-on by NTLM, which stands at the end of the PDU; never what proves them. */
function tellLogOn(context: PduContext, bytes: Uint8Array, at: number, end: number): void {
  if (word16le(bytes, at + PDU.authLength) === 0) return;
  const from = ntlmAt(bytes, at, end);
  if (from >= 0) ntlmSightings(context, readNtlm(bytes, from, end), false);
}
