import { type Flow, OUTCOME } from '../flow/flow.ts';
import { type PduContext, TRANSPORT } from '../protocol.ts';
import { SLMP_TABLE } from './commands.ts';
import {
  isOldAnswer,
  oldAnswerBytes,
  oldAnswerDataBytes,
  oldCode,
  oldCommand,
  oldLength,
  sameCommand,
} from './frame1e.ts';

/** Answers come in the order of the requests; other frames have other keys. */
const KEY = 0x10001;

/**
 * Takes a frame of 1E. Over TCP the data of an answer is only counted, because nothing but its
 * request tells how long it is.
 */
export function parseOld(
  context: PduContext,
  flow: Flow,
  side: number,
  bytes: Uint8Array,
  at: number,
  end: number,
  whole: boolean,
): void {
  const { exchanges } = context;
  const length = oldLength(bytes, at, end);
  if (length <= 0 || (length > end - at && whole)) {
    if (whole) context.anomaly('slmp_malformed');
    return context.skips.reason('slmp_malformed');
  }
  const verb = SLMP_TABLE.verb(sameCommand(oldCommand(bytes, at)));
  if (!isOldAnswer(bytes, at)) {
    const exchange = exchanges.request(flow, side, KEY, verb, bytes, at, end);
    if (!whole) exchange.anomaly('cut_by_snaplen', end - at);
    return;
  }
  const refused = oldCode(bytes, at) !== 0;
  let exchange = exchanges.find(flow, 1 - side, KEY);
  // The answer repeats the command.
  if (exchange !== null && oldCommand(exchange.request, 0) !== oldCommand(bytes, at))
    exchange = null;
  if (exchange === null) {
    exchange = exchanges.alone(flow, 1 - side, verb);
    exchange.anomaly('response_without_request', 0);
  } else if (flow.transport === TRANSPORT.tcp && !refused) {
    const data = oldAnswerDataBytes(exchange.request, exchange.requestBytes);
    context.skipBytes(flow, side, data - (end - at - oldAnswerBytes(bytes, at)));
  }
  exchanges.answer(exchange, bytes, at, end, refused ? OUTCOME.refused : OUTCOME.ok);
}
