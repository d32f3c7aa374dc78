import { textOf, unsigned32le, word16le, word32le } from '../bytes.ts';
import { type Exchange, OUTCOME } from '../flow/flow.ts';
import type { PduContext } from '../protocol.ts';
import { COMMAND, ROUTER_SERVICE, serviceVerb } from './commands.ts';
import { GROUP, groupVerb, SYSTEM, SYSTEM_SERVICE_PORT } from './groups.ts';
import { AMS, AMS_FLAG, netIdText, pairingKey } from './header.ts';
import { HandleNames } from './names.ts';
import { handleOf, hasGroup, symbolObject } from './objects.ts';
import { deviceName, deviceVersion, eachSample, errorOf, objectOfRequest } from './reading.ts';
import { answerStride, isSumRequest, sumCount, sumItems } from './sums.ts';

const SYMBOL_OF_ANSWER = AMS.data + 8;

/** One AMS packet: `bytes[at..end)` starts with its header. */
export function parseAms(context: PduContext, bytes: Uint8Array, at: number, end: number): void {
  const flags = word16le(bytes, at + AMS.flags);
  if ((flags & AMS_FLAG.response) !== 0) {
    return parseAnswer(context, bytes, at, end);
  }
  const command = word16le(bytes, at + AMS.command);
  if (command === COMMAND.notification) {
    return parseNotification(context, bytes, at, end);
  }
  const verb = requestVerb(bytes, at, end);
  const { exchanges, whole } = context;
  if ((flags & AMS_FLAG.noReturn) !== 0) {
    return exchanges.unconfirmed(verb, bytes, at, end);
  }
  const key = pairingKey(bytes, at, false);
  const exchange = exchanges.request(key, verb, bytes, at, end);
  if (command > COMMAND.readWrite || command === 0) {
    exchange.anomaly('unknown_command', AMS.command);
  }
  checkLength(exchange, bytes, at, end, whole);
  if (hasGroup(bytes, at, end)) noteSymbols(context.state(HandleNames), exchange);
}

/** What the local router is told: the connection of a port, and the like. */
export function parseRouter(context: PduContext, bytes: Uint8Array, at: number, end: number): void {
  const { side, flow } = context;
  const flag = word16le(bytes, at);
  const verb = serviceVerb(ROUTER_SERVICE + flag);
  const asked = side === flow.clientSide ? null : context.exchanges.asked(flag);
  if (asked !== null) return context.exchanges.answer(asked, bytes, at, end, OUTCOME.ok);
  if (flag === 0x1001 || flag === 1) {
    return context.exchanges.unconfirmed(verb, bytes, at, end);
  }
  context.exchanges.request(flag, verb, bytes, at, end);
}

function requestVerb(bytes: Uint8Array, at: number, end: number): number {
  const command = word16le(bytes, at + AMS.command);
  if (command === COMMAND.addNotification || !hasGroup(bytes, at, end)) return serviceVerb(command);
  const group = unsigned32le(bytes, at + AMS.data);
  const offset = unsigned32le(bytes, at + AMS.data + 4);
  return groupVerb(command, group, offset, word16le(bytes, at + AMS.targetPort));
}

/** The data that the header promises is there, and a request of this command needs it. */
function checkLength(
  exchange: Exchange,
  bytes: Uint8Array,
  at: number,
  end: number,
  whole: boolean,
): void {
  if (!whole) return exchange.anomaly('cut_by_snaplen', end - at);
  const length = end - at - AMS.data;
  if (unsigned32le(bytes, at + AMS.length) !== length) {
    exchange.anomaly('length_mismatch', AMS.length);
  }
  const command = word16le(bytes, at + AMS.command);
  const told = unsigned32le(bytes, at + AMS.data + 8);
  if (command === COMMAND.write && length >= 12 && told !== length - 12) {
    exchange.anomaly('data_length_mismatch', AMS.data + 8);
  }
  if (command === COMMAND.readWrite && length >= 16) {
    const written = unsigned32le(bytes, at + AMS.data + 12);
    if (written !== length - 16) exchange.anomaly('data_length_mismatch', AMS.data + 12);
  }
}

/** Names the symbols behind the handles that a request uses. */
function noteSymbols(names: HandleNames, exchange: Exchange): void {
  const { request, requestBytes } = exchange;
  const port = word16le(request, AMS.targetPort);
  if (isSumRequest(exchange)) {
    const known = sumItems(exchange).map((item) => symbolOf(names, port, item.group, item.offset));
    if (known.some((name) => name !== '')) exchange.note = known.join('\n');
    return;
  }
  const handle = handleOf(request, 0, requestBytes);
  if (handle >= 0) exchange.note = names.symbol(port, handle);
}

function symbolOf(names: HandleNames, port: number, group: number, offset: number): string {
  return group === GROUP.valueByHandle ? names.symbol(port, offset) : '';
}

function parseAnswer(context: PduContext, bytes: Uint8Array, at: number, end: number): void {
  const command = word16le(bytes, at + AMS.command);
  const { exchanges, whole } = context;
  let exchange = exchanges.asked(pairingKey(bytes, at, true));
  if (exchange === null) {
    exchange = exchanges.alone(serviceVerb(command));
    exchange.anomaly('response_without_request', 0);
  }
  if (!whole) exchange.anomaly('cut_by_snaplen', end - at);
  else if (end - at < AMS.data + 4 && unsigned32le(bytes, at + AMS.error) === 0) {
    exchange.anomaly('response_too_short', AMS.length);
  }
  const refused = errorOf(bytes, at, end) !== 0;
  if (!refused) learn(context, exchange, bytes, at, end);
  const outcome = refused || isRefusedSum(exchange, bytes, at, end);
  if (!outcome && isSumRequest(exchange)) {
    exchange.response = bytes;
    exchange.responseAt = at;
    exchange.responseEnd = end;
    exchange.responseFrame = exchange.requestFrame;
    learnSum(context.state(HandleNames), exchange);
  }
  exchanges.answer(exchange, bytes, at, end, outcome ? OUTCOME.refused : OUTCOME.ok);
}

/** What an answer tells that later operations and the inventory need. */
function learn(
  context: PduContext,
  exchange: Exchange,
  bytes: Uint8Array,
  at: number,
  end: number,
): void {
  const command = word16le(bytes, at + AMS.command);
  if (command === COMMAND.readDeviceInfo && at + AMS.data + 24 <= end) {
    const software = `${deviceName(bytes, at, end)} ${deviceVersion(bytes, at)}`;
    context.sighting('software', software);
    const netId = netIdText(bytes, at + AMS.sourceNetId);
    context.sighting('description', `AMS net id ${netId}`);
    return;
  }
  const { request, requestBytes } = exchange;
  if (requestBytes < AMS.data + 12) return;
  const port = word16le(request, AMS.targetPort);
  if (port === SYSTEM_SERVICE_PORT && unsigned32le(request, AMS.data) === SYSTEM.targetInfo) {
    const type = /<TargetType>([^<]+)</.exec(textOf(bytes, at + SYMBOL_OF_ANSWER, end));
    context.sighting('model', type?.[1] ?? '');
  }
  if (command === COMMAND.addNotification && at + AMS.data + 8 <= end) {
    const handle = unsigned32le(bytes, at + AMS.data + 4);
    context.state(HandleNames).noteNotification(port, handle, objectOfRequest(exchange));
  } else if (command === COMMAND.readWrite && at + SYMBOL_OF_ANSWER + 4 <= end) {
    if (unsigned32le(request, AMS.data) !== GROUP.handleByName) return;
    const name = textOf(request, AMS.data + 16, requestBytes);
    const handle = unsigned32le(bytes, at + SYMBOL_OF_ANSWER);
    context.state(HandleNames).noteSymbol(port, handle, symbolObject(name));
  }
}

/** Handles that the requests of a sum request were given. */
function learnSum(names: HandleNames, exchange: Exchange): void {
  const { request, response } = exchange;
  if (unsigned32le(request, AMS.data) !== GROUP.sumReadWrite) return;
  const port = word16le(request, AMS.targetPort);
  for (const item of sumItems(exchange)) {
    if (item.group !== GROUP.handleByName || item.readAt + 4 > item.readEnd) continue;
    const name = textOf(request, item.writtenAt, item.writtenEnd);
    names.noteSymbol(port, unsigned32le(response, item.readAt), symbolObject(name));
  }
}

/** A sum request is refused where all of its requests are; some are noted. */
function isRefusedSum(exchange: Exchange, bytes: Uint8Array, at: number, end: number): boolean {
  if (!isSumRequest(exchange)) return false;
  const stride = answerStride(exchange);
  let results = Math.floor((end - at - SYMBOL_OF_ANSWER) / stride);
  results = Math.max(0, Math.min(results, sumCount(exchange)));
  let failed = 0;
  for (let i = 0; i < results; i++) {
    if (word32le(bytes, at + SYMBOL_OF_ANSWER + i * stride) !== 0) failed++;
  }
  if (failed > 0 && failed < results) exchange.anomaly('some_items_refused', AMS.data + 8);
  return failed > 0 && failed === results;
}

function parseNotification(context: PduContext, bytes: Uint8Array, at: number, end: number): void {
  const exchange = context.exchanges.alone(serviceVerb(COMMAND.notification));
  if (!context.whole) exchange.anomaly('cut_by_snaplen', end - at);
  const names = context.state(HandleNames);
  if (names.hasNotifications) {
    const port = word16le(bytes, at + AMS.sourcePort);
    let note = '';
    let samples = 0;
    eachSample(bytes, at, end, (handle) => {
      const name = names.notification(port, handle);
      note = samples++ === 0 ? name : `${note}\n${name}`;
    });
    exchange.note = note;
  }
  context.exchanges.answer(exchange, bytes, at, end, OUTCOME.ok);
}
