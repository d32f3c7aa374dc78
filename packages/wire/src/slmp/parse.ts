import { OUTCOME, VERB } from '../flow/flow.ts';
import type { PduContext } from '../protocol.ts';
import { SLMP_TABLE } from './commands.ts';
import { SlmpData } from './devices.ts';
import {
  commandOf,
  contentAt,
  dataAt,
  isAnswer,
  isAscii,
  isRoute,
  KIND,
  kindOf,
  serialOf,
  wordAt,
} from './frame.ts';
import { isOld } from './frame1e.ts';
import { parseOld } from './parse1e.ts';
import { commandOfExchange } from './reading.ts';

/** Without a serial number answers come in the order of the requests. */
const IN_ORDER_KEY = 0x10000;
const ON_DEMAND = 0x2101;
const READ_TYPE_NAME = 0x0101;

/** Takes one frame. */
export function parseSlmp(context: PduContext, bytes: Uint8Array, at: number, end: number): void {
  const { whole } = context;
  if (end > at && isOld(bytes, at)) return parseOld(context, bytes, at, end);
  const kind = kindOf(bytes, at, end);
  const answer = kind !== KIND.none && isAnswer(bytes, at, kind);
  if (kind === KIND.none || end - at < dataAt(kind, answer) || !isRoute(bytes, at, kind)) {
    if (whole) context.anomaly('slmp_malformed');
    return context.skips.reason('slmp_malformed');
  }
  const serial = serialOf(bytes, at, kind);
  const key = serial < 0 ? IN_ORDER_KEY : serial;
  if (answer) return parseAnswer(context, bytes, at, end, key);
  const command = commandOf(bytes, at, kind);
  const verb = SLMP_TABLE.verb(command);
  // A controller sends this by itself, and nobody answers it.
  if (command === ON_DEMAND) return context.exchanges.report(verb, bytes, at, end);
  const exchange = context.exchanges.request(key, verb, bytes, at, end);
  if (!whole) exchange.anomaly('cut_by_snaplen', end - at);
  if (!SLMP_TABLE.has(command)) {
    exchange.anomaly('unknown_command', contentAt(kind) + (isAscii(kind) ? 4 : 2));
  }
}

function parseAnswer(
  context: PduContext,
  bytes: Uint8Array,
  at: number,
  end: number,
  key: number,
): void {
  const { exchanges, whole } = context;
  const kind = kindOf(bytes, at, end);
  let exchange = exchanges.asked(key);
  if (exchange === null) {
    // An answer does not repeat the command, so that nothing tells what it was for.
    exchange = exchanges.alone(VERB.read);
    exchange.anomaly('response_without_request', 0);
  }
  if (!whole) exchange.anomaly('cut_by_snaplen', end - at);
  const endCode = wordAt(bytes, at + contentAt(kind), kind);
  if (endCode === 0 && commandOfExchange(exchange) === READ_TYPE_NAME) {
    const data = new SlmpData(bytes, at + dataAt(kind, true), end, isAscii(kind));
    context.sighting('vendor', 'Mitsubishi Electric');
    context.sighting('model', data.text(16));
  }
  exchanges.answer(exchange, bytes, at, end, endCode === 0 ? OUTCOME.ok : OUTCOME.refused);
}
