import { textOf, word16 } from '../bytes.ts';
import { findCall, noteCall } from '../described/calls.ts';
import { type Exchange, OUTCOME, VERB } from '../flow/flow.ts';
import type { PduContext } from '../protocol.ts';
import { BLOCK, findBlock, identificationOf, initiatorOf, macText, recordAt } from './blocks.ts';
import { joinFragments } from './fragments.ts';
import { MAPPER_SERVICE, MULTIPLE_WRITE, OPERATION, serviceVerb } from './names.ts';
import { deviceText, serviceCode, statusOf, writeResults } from './reading.ts';
import { callKey, isFragment, RPC, RPC_SKIPS, RPC_TYPE, rpcWord, wantsNoAnswer } from './rpc.ts';

/** Records from here on say how the device works; those below are its parameters. */
const SYSTEM_RECORDS = 0x8000;

/** One datagram of PROFINET IO; a call in fragments is read when the last has come. */
export function parseRpc(context: PduContext, bytes: Uint8Array, at: number, end: number): void {
  const type = bytes[at + RPC.type]!;
  const skipped = RPC_SKIPS[type] ?? '';
  if (skipped !== '') return context.skips.reason(skipped);
  if (isFragment(bytes, at)) {
    const joined = joinFragments(context, bytes, at, end);
    if (joined === null) return context.skips.reason('profinet_io_fragment');
    return parseCall(context, joined, 0, joined.length);
  }
  parseCall(context, bytes, at, end);
}

function parseCall(context: PduContext, bytes: Uint8Array, at: number, end: number): void {
  const asks = bytes[at + RPC.type] === RPC_TYPE.request;
  if (asks) parseRequest(context, bytes, at, end);
  else parseAnswer(context, bytes, at, end);
}

function parseRequest(context: PduContext, bytes: Uint8Array, at: number, end: number): void {
  const { exchanges, whole } = context;
  const code = serviceCode(bytes, at);
  const verb = requestVerb(code, bytes, at, end);
  if (wantsNoAnswer(bytes, at)) return exchanges.unconfirmed(verb, bytes, at, end);
  const key = callKey(bytes, at);
  const exchange = exchanges.request(key, verb, bytes, at, end);
  noteCall(context, key);
  if (!whole) exchange.anomaly('cut_by_snaplen', end - at);
  else checkLength(exchange, bytes, at, end);
  if (code > OPERATION.readImplicit && code < MAPPER_SERVICE) {
    exchange.anomaly('unknown_operation', RPC.operation);
  }
  if (code === OPERATION.connect) tellInitiator(context, bytes, at, end);
}

function requestVerb(code: number, bytes: Uint8Array, at: number, end: number): number {
  if (code !== OPERATION.write) return serviceVerb(code);
  const record = recordAt(bytes, at + RPC.blocks, end);
  return record !== null && record.index >= SYSTEM_RECORDS ? VERB.configure : VERB.write;
}

function checkLength(exchange: Exchange, bytes: Uint8Array, at: number, end: number): void {
  if (isFragment(bytes, at)) return exchange.anomaly('fragment_missing', RPC.fragment);
  if (rpcWord(bytes, at, RPC.length) !== end - at - RPC.body) {
    exchange.anomaly('length_mismatch', RPC.length);
  }
}

function parseAnswer(context: PduContext, bytes: Uint8Array, at: number, end: number): void {
  const { exchanges, whole } = context;
  let exchange = findCall(context, callKey(bytes, at));
  if (exchange === null) {
    exchange = exchanges.alone(serviceVerb(serviceCode(bytes, at)));
    exchange.anomaly('response_without_request', 0);
  } else if (rpcWord(exchange.request, 0, RPC.operation) !== rpcWord(bytes, at, RPC.operation)) {
    exchange.anomaly('response_operation_differs', RPC.operation);
  }
  if (!whole) exchange.anomaly('cut_by_snaplen', end - at);
  else checkLength(exchange, bytes, at, end);
  const answers = bytes[at + RPC.type] === RPC_TYPE.response;
  const refused =
    !answers || statusOf(bytes, at, end) !== 0 || refusesAll(exchange, bytes, at, end);
  if (!refused) tellDevice(context, bytes, at, end);
  exchanges.answer(exchange, bytes, at, end, refused ? OUTCOME.refused : OUTCOME.ok);
}

/** A write of several is refused where all of its records are; some are noted. */
function refusesAll(exchange: Exchange, bytes: Uint8Array, at: number, end: number): boolean {
  const block = at + RPC.blocks;
  if (block + 2 > end || word16(bytes, block) !== BLOCK.writeResponse) return false;
  if (recordAt(bytes, block, end)?.index !== MULTIPLE_WRITE) return false;
  const { results, failed } = writeResults(bytes, at, end);
  if (failed > 0 && failed < results) exchange.anomaly('some_items_refused', RPC.blocks);
  return failed > 0 && failed === results;
}

/** Who asks for a connection, by its own words. */
function tellInitiator(context: PduContext, bytes: Uint8Array, at: number, end: number): void {
  const initiator = initiatorOf(bytes, at, end);
  if (initiator === null) return;
  context.sighting('name', initiator.station);
  context.sighting('mac', initiator.mac);
  context.sighting('role', initiator.type === 6 ? 'io-supervisor' : 'io-controller');
}

/** What a device tells with its answers to a connection, and to a question for its identity. */
function tellDevice(context: PduContext, bytes: Uint8Array, at: number, end: number): void {
  const code = serviceCode(bytes, at);
  if (code === MAPPER_SERVICE + 2) return tellEndpoint(context, bytes, at, end);
  if (code === OPERATION.connect) {
    const response = findBlock(bytes, at, end, BLOCK.arResponse);
    if (response >= 0 && response + 32 <= end) {
      context.sighting('role', 'io-device');
      context.sighting('mac', macText(bytes, response + 26));
      context.sighting('description', deviceText(bytes, at));
    }
    const server = findBlock(bytes, at, end, BLOCK.arServer);
    if (server >= 0 && server + 8 <= end) {
      const nameEnd = Math.min(end, server + 8 + word16(bytes, server + 6));
      context.sighting('name', textOf(bytes, server + 8, nameEnd));
    }
  }
  if (code !== OPERATION.read && code !== OPERATION.readImplicit) return;
  const record = recordAt(bytes, at + RPC.blocks, end);
  const identity = identificationOf(bytes, at, end);
  if (identity !== null && record?.slot === 0) {
    context.sighting('order_number', identity.order);
    context.sighting('serial', identity.serial);
    context.sighting('hardware', identity.hardware);
    context.sighting('firmware', identity.firmware);
  }
  const tags = findBlock(bytes, at, end, BLOCK.identification1);
  if (tags >= 0 && tags + 60 <= end && record?.slot === 0) {
    context.sighting('description', textOf(bytes, tags + 6, tags + 38));
    context.sighting('location', textOf(bytes, tags + 38, tags + 60));
  }
}

/** Offset of the annotation in an answer of the endpoint mapper with one entry. */
const ANNOTATION_AT = RPC.body + 64;

/**
 * The annotation of an endpoint: device type in 25 characters, order number in 20, hardware in 5,
 * and the firmware behind them (IEC 61158-6-10, RPC endpoint mapper).
 */
function tellEndpoint(context: PduContext, bytes: Uint8Array, at: number, end: number): void {
  const from = at + ANNOTATION_AT;
  if (from + 64 > end) return;
  const part = (begin: number, stop: number): string => textOf(bytes, from + begin, from + stop);
  context.sighting('model', part(0, 25));
  context.sighting('order_number', part(26, 46));
  context.sighting('hardware', part(47, 52));
  context.sighting('firmware', part(53, 63).replaceAll(/\s+/g, ' '));
}
