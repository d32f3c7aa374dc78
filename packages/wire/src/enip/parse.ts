import { unsigned32le, word16le, word32le } from '../bytes.ts';
import { readIdentity, tellIdentity } from '../cip/identity.ts';
import { connectedKey, connectionNumber, unconnectedKey } from '../cip/keys.ts';
import { OUTCOME, VERB } from '../flow/flow.ts';
import { type PduContext, TRANSPORT } from '../protocol.ts';
import { COMMAND, enipService, HEADER, isKnownCommand, isSend, ITEMS_AT } from './header.ts';
import { isIoData, ITEM, ITEM_BYTES, itemAt, itemEnd } from './items.ts';

/** Version and socket address stand before the attributes of an identity item. */
const IDENTITY_AT = 18;

/** One command, or one datagram of connected data. */
export function parseEnip(context: PduContext, bytes: Uint8Array, at: number, end: number): void {
  if (context.flow.transport === TRANSPORT.udp && isIoData(bytes, at, end)) {
    return context.exchanges.report(VERB.report, bytes, at, end);
  }
  if (at + HEADER.bytes > end) return context.skips.reason('enip_too_short');
  if (isSend(word16le(bytes, at)) && carryMessage(context, bytes, at, end)) return;
  parseCommand(context, bytes, at, end);
}

/** 0 where the sender of this PDU asks, 1 where it answers, -1 where it does not tell. */
export function roleOfEnip(bytes: Uint8Array, at: number, end: number): number {
  if (at + HEADER.bytes > end) return -1;
  if (unsigned32le(bytes, at + HEADER.status) !== 0) return 1;
  const empty = word16le(bytes, at + HEADER.length) === 0;
  switch (word16le(bytes, at)) {
    case COMMAND.listIdentity:
    case COMMAND.listInterfaces:
    case COMMAND.listServices:
    case COMMAND.listTargets:
      return empty ? 0 : 1;
    case COMMAND.registerSession:
      return word32le(bytes, at + HEADER.session) === 0 ? 0 : 1;
    case COMMAND.unregisterSession:
      return 0;
    case COMMAND.sendRrData: {
      const item = itemAt(bytes, at + ITEMS_AT, end, ITEM.unconnectedData);
      if (item < 0 || item + ITEM_BYTES >= end) return -1;
      return bytes[item + ITEM_BYTES]! < 0x80 ? 0 : 1;
    }
    default:
      return -1;
  }
}

/** Hands on the message that a send command holds; false where it holds none that is known. */
function carryMessage(context: PduContext, bytes: Uint8Array, at: number, end: number): boolean {
  const { whole } = context;
  const items = at + ITEMS_AT;
  if (word16le(bytes, at) === COMMAND.sendRrData) {
    const key = unconnectedKey(contextHash(bytes, at));
    const item = itemAt(bytes, items, end, ITEM.unconnectedData);
    if (item >= 0) {
      const to = checkedEnd(context, bytes, item, end);
      return context.carry(bytes, item + ITEM_BYTES, to, whole || to < end, key);
    }
    if (end - at > HEADER.bytes || unsigned32le(bytes, at + HEADER.status) === 0) return false;
    // What was refused is what the command carried, unless that was nothing known.
    const own = context.exchanges.asked(commandKey(bytes, at)) !== null;
    return !own && context.carry(bytes, at, end, true, key);
  }
  const address = itemAt(bytes, items, end, ITEM.connectedAddress);
  const item = itemAt(bytes, items, end, ITEM.connectedData);
  if (address < 0 || address + 8 > end || item < 0 || item + ITEM_BYTES + 2 > end) return false;
  const connection = connectionNumber(unsigned32le(bytes, address + ITEM_BYTES));
  const key = connectedKey(connection, word16le(bytes, item + ITEM_BYTES));
  const to = checkedEnd(context, bytes, item, end);
  return context.carry(bytes, item + ITEM_BYTES + 2, to, whole || to < end, key);
}

/** Where the data of an item ends; one that claims more than there is is counted. */
function checkedEnd(context: PduContext, bytes: Uint8Array, item: number, end: number): number {
  const claimed = item + ITEM_BYTES + word16le(bytes, item + 2);
  if (claimed > end && context.whole) context.anomaly('item_beyond_message');
  return Math.min(end, claimed);
}

/** Session and sender context together, which an answer repeats. */
function contextHash(bytes: Uint8Array, at: number): number {
  let hash = word32le(bytes, at + HEADER.session);
  hash = Math.imul(hash, 0x01000193) ^ word32le(bytes, at + HEADER.context);
  hash = Math.imul(hash, 0x01000193) ^ word32le(bytes, at + HEADER.context + 4);
  return Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
}

/** The sender context alone, as a session is not known before it is registered. */
function commandKey(bytes: Uint8Array, at: number): number {
  const context = word32le(bytes, at + HEADER.context) ^ word32le(bytes, at + HEADER.context + 4);
  return Math.imul(context, 0x9e3779b1) ^ word16le(bytes, at);
}

/** First four bits of an IPv4 address that stands for a group, RFC 1112 §4. */
const GROUP_ADDRESS = 0xe;

/** Whether a datagram goes to more than one station: to a group, or to all of the network. */
function isToAll({ flow, side }: PduContext): boolean {
  if (flow.transport !== TRANSPORT.udp) return false;
  const { macHigh } = flow.sides[side === 0 ? 1 : 0];
  if (macHigh >= 0 && (macHigh & 0x100) !== 0) return true;
  const address = flow.words[side === 0 ? 7 : 3]!;
  return flow.ipVersion === 4 && (address === -1 || address >>> 28 === GROUP_ADDRESS);
}

function parseCommand(context: PduContext, bytes: Uint8Array, at: number, end: number): void {
  const { exchanges, side, flow, whole } = context;
  const command = word16le(bytes, at);
  const key = commandKey(bytes, at);
  const { verb } = enipService(command);
  const role = roleOfEnip(bytes, at, end);
  const asks = role < 0 ? side === flow.clientSide : role === 0;
  if (command === COMMAND.nop || command === COMMAND.unregisterSession) {
    return exchanges.unconfirmed(verb, bytes, at, end);
  }
  if (asks && isToAll(context)) {
    // Each answers for itself, from its own address.
    return exchanges.unconfirmed(verb, bytes, at, end);
  }
  if (asks) {
    const exchange = exchanges.request(key, verb, bytes, at, end);
    if (!isKnownCommand(command)) exchange.anomaly('unknown_command', HEADER.command);
    if (word32le(bytes, at + HEADER.options) !== 0) {
      exchange.anomaly('options_not_zero', HEADER.options);
    }
    if (isSend(command) && whole) exchange.anomaly('no_known_message', HEADER.bytes);
    if (!whole) exchange.anomaly('cut_by_snaplen', end - at);
    return;
  }
  const status = unsigned32le(bytes, at + HEADER.status);
  let exchange = exchanges.asked(key);
  if (exchange === null) {
    exchange = exchanges.alone(verb);
    // Over UDP the request may have gone to everybody; its answers come from each on its own.
    if (flow.transport === TRANSPORT.tcp) exchange.anomaly('response_without_request', 0);
  }
  if (!whole) exchange.anomaly('cut_by_snaplen', end - at);
  if (command === COMMAND.listIdentity && status === 0) {
    tellListedIdentity(context, bytes, at + HEADER.bytes, end);
  }
  exchanges.answer(exchange, bytes, at, end, status === 0 ? OUTCOME.ok : OUTCOME.refused);
}

/** Tells who answered a List Identity, CIP Volume 2 §2-4.3. */
function tellListedIdentity(context: PduContext, bytes: Uint8Array, at: number, end: number): void {
  const { flow, side } = context;
  const item = itemAt(bytes, at, end, ITEM.identity);
  if (item < 0) return;
  const from = item + ITEM_BYTES;
  const identity = readIdentity(bytes, from + IDENTITY_AT, itemEnd(bytes, item, end));
  if (identity === undefined) return;
  tellIdentity(context, identity);
  const ip = `${bytes[from + 6]}.${bytes[from + 7]}.${bytes[from + 8]}.${bytes[from + 9]}`;
  if (ip !== '0.0.0.0' && ip !== flow.ip(side)) context.sighting('ip', ip);
}
