import { describedBy, type Description, type Part, requestPart } from '../described/described.ts';
import { type Exchange, OUTCOME, VERB } from '../flow/flow.ts';
import { defineProtocol, FRAMING, RECOGNISED, type ServiceFacts } from '../protocol.ts';

/** Control characters, §5.1.1.1: those of field stations are below, those of the office above. */
const HEADER = {
  escape: 0xf0,
  acknowledge: 0xf1,
  indicationData: 0xf2,
  controlCheckback: 0xf3,
  end: 0xf6,
  commonControl: 0xf9,
  acknowledgeAndPoll: 0xfa,
  poll: 0xfb,
  controlData: 0xfc,
  recall: 0xfd,
  execute: 0xfe,
} as const;
/** Header, station and end: an acknowledgement and a poll that is not secured. */
const SHORT_BYTES = 3;
/** All 224 addresses with their data, each escaped, and what is around them. */
const MESSAGE_BYTES_MAX = 1_024;
const BROADCAST = 0;
/** Addresses from here on set how a station works, §5.1.6. */
const MODE_ADDRESS_MIN = 0xe0;

const SERVICES: readonly ServiceFacts[] = [
  { code: HEADER.commonControl, name: 'common_control', verb: VERB.command, techniques: ['T0855'] },
  { code: HEADER.acknowledgeAndPoll, name: 'acknowledge_and_poll', verb: VERB.read },
  { code: HEADER.poll, name: 'poll', verb: VERB.read },
  { code: HEADER.controlData, name: 'control_data', verb: VERB.command, techniques: ['T0855'] },
  { code: HEADER.recall, name: 'indication_recall', verb: VERB.read },
  { code: HEADER.execute, name: 'control_execute', verb: VERB.command, techniques: ['T0855'] },
  { code: HEADER.acknowledge, name: 'acknowledge', verb: VERB.read },
  { code: HEADER.indicationData, name: 'indication_data', verb: VERB.report },
  { code: HEADER.controlCheckback, name: 'control_checkback', verb: VERB.command },
];
const BY_CODE: ReadonlyMap<number, ServiceFacts> = new Map(
  SERVICES.map((service) => [service.code, service]),
);

/**
 * GENISYS, by which railway offices poll and control interlockings and grade crossings, on TCP as
 * its converters carry it. Paired by station: an office asks one station and waits.
 */
export const genisys = defineProtocol({
  name: 'genisys',
  title: 'GENISYS',
  standard: 'Union Switch & Signal, GENISYS serial communication protocol §5.1',
  depth: 'operation',
  over: { tcp: [10001] },
  services: SERVICES,
  headerBytes: SHORT_BYTES,

  recognise(bytes, at, end, onPort) {
    if (!BY_CODE.has(bytes[at]!)) return RECOGNISED.no;
    const length = lengthOf(bytes, at, end);
    if (length <= 0) return length < 0 ? RECOGNISED.no : RECOGNISED.moreBytes;
    // Three bytes are too few to tell by: the port has to agree.
    if (length === SHORT_BYTES) return onPort ? RECOGNISED.yes : RECOGNISED.no;
    return hasCheck(bytes, at, at + length) ? RECOGNISED.yes : RECOGNISED.no;
  },

  roleOf: (bytes, at) => (bytes[at]! < HEADER.end ? 1 : 0),

  frame(bytes, at, end) {
    if (!BY_CODE.has(bytes[at]!)) return FRAMING.outOfStep;
    const length = lengthOf(bytes, at, end);
    return length < 0 ? FRAMING.outOfStep : length;
  },

  parse(context, bytes, at, end) {
    const { exchanges } = context;
    const header = bytes[at]!;
    const station = byteAt(bytes, at + 1);
    const { verb } = BY_CODE.get(header)!;
    const unchecked = end - at > SHORT_BYTES && !hasCheck(bytes, at, end);
    let exchange: Exchange | null;
    if (header > HEADER.end) {
      if (header === HEADER.commonControl || station === BROADCAST) {
        exchange = exchanges.sent(verb, bytes, at, end);
        if (unchecked) exchange.anomaly('check_wrong', end - at - 3);
        return exchanges.finishSent(exchange);
      }
      exchange = exchanges.request(station, verb, bytes, at, end);
      if (unchecked) exchange.anomaly('check_wrong', end - at - 3);
      return;
    }
    exchange = exchanges.asked(station);
    if (exchange === null) {
      exchange = exchanges.alone(verb);
      exchange.anomaly('response_without_request', 0);
    }
    if (unchecked) exchange.anomaly('check_wrong', end - at - 3);
    exchanges.answer(exchange, bytes, at, end, OUTCOME.ok);
  },

  unit(exchange) {
    const { bytes, at, end } = telling(exchange);
    return at + 1 < end ? byteAt(bytes, at + 1) : null;
  },

  service(exchange) {
    const { bytes, at } = telling(exchange);
    const { code, name } = BY_CODE.get(bytes[at]!) ?? SERVICES[0]!;
    return { code, name };
  },

  ...describedBy(describe, 'station'),
});

/** Bytes up to and with the end; 0 where it is not there yet, -1 where there can be none. */
function lengthOf(bytes: Uint8Array, at: number, end: number): number {
  const last = Math.min(end, at + MESSAGE_BYTES_MAX);
  for (let next = at + 1; next < last; next++) {
    if (bytes[next] === HEADER.end) return next + 1 - at < SHORT_BYTES ? -1 : next + 1 - at;
  }
  return end - at >= MESSAGE_BYTES_MAX ? -1 : FRAMING.moreBytes;
}

/** Whether two bytes stand for one, §5.1.1.1. Some senders do not escape their check. */
function isEscaped(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === HEADER.escape && bytes[at + 1]! < 16;
}

function byteAt(bytes: Uint8Array, at: number): number {
  return isEscaped(bytes, at) ? HEADER.escape | bytes[at + 1]! : bytes[at]!;
}

/**
 * Whether the two bytes before the end, low byte first, are the check of what is before them:
 * X^16 + X^15 + X^2 + 1, all ones at the start, before bytes were escaped (§5.1.1.4).
 */
function hasCheck(bytes: Uint8Array, at: number, end: number): boolean {
  let check = 0xffff;
  let before = 0xffff;
  let beforeThat = 0xffff;
  let [low, high] = [-1, -1];
  for (let next = at; next < end - 1; next++) {
    const byte = byteAt(bytes, next);
    if (isEscaped(bytes, next)) next++;
    beforeThat = before;
    before = check;
    check ^= byte;
    for (let bit = 0; bit < 8; bit++)
      check = (check & 1) === 1 ? (check >> 1) ^ 0xa001 : check >> 1;
    low = high;
    high = byte;
  }
  return low >= 0 && beforeThat === (low | (high << 8));
}

function telling(exchange: Exchange): Part {
  if (exchange.requestBytes > 0) return requestPart(exchange);
  const { response, responseAt, responseEnd } = exchange;
  return { bytes: response, at: responseAt, end: responseEnd };
}

/** Addresses and data: what an office sets, or else what a station tells. */
function describe(exchange: Exchange): Description {
  const { response: bytes, responseAt: at, responseEnd: end } = exchange;
  const set = pairsOf(requestPart(exchange), 'control');
  return set.length > 0 ? listed(set) : listed(pairsOf({ bytes, at, end }, 'indication'));
}

interface Pair {
  readonly object: string;
  readonly address: number;
  readonly value: number;
}

function pairsOf({ bytes, at, end }: Part, kind: string): Pair[] {
  const data: number[] = [];
  for (let next = at + 1; next < end - 1; next++) {
    data.push(byteAt(bytes, next));
    if (isEscaped(bytes, next)) next++;
  }
  // The station is before the pairs and the check behind them.
  const pairs: Pair[] = [];
  for (let i = 1; i + 3 < data.length; i += 2) {
    const address = data[i]!;
    const object = `${address >= MODE_ADDRESS_MIN ? 'mode' : kind}/${address}`;
    pairs.push({ object, address, value: data[i + 1]! });
  }
  return pairs;
}

function listed(pairs: readonly Pair[]): Description {
  const [first, ...others] = pairs;
  if (first === undefined) return {};
  const { object, address } = first;
  const values = pairs.map(({ value }) => value);
  if (others.length === 0) return { object, address, values };
  const items = pairs.map((pair) => ({ object: pair.object, count: 1, values: [pair.value] }));
  return { object, address, count: pairs.length, values, items };
}
