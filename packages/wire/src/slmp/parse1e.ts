import { type Exchange, OUTCOME } from '../flow/flow.ts';
import type { PduContext } from '../protocol.ts';
import { SLMP_TABLE } from './commands.ts';
import {
  isOld,
  isOldAnswer,
  oldAnswerDataBytes,
  oldCode,
  oldCommand,
  oldLength,
  sameCommand,
} from './frame1e.ts';

/** Answers come in the order of the requests; other frames have other keys. */
const KEY = 0x10001;

/** The request that an answer of 1E answers: the oldest, if it asks for what the answer repeats. */
function askedFor({ exchanges }: PduContext, bytes: Uint8Array, at: number): Exchange | null {
  const exchange = exchanges.asked(KEY);
  if (exchange === null) return null;
  return oldCommand(exchange.request, 0) === oldCommand(bytes, at) ? exchange : null;
}

/** Bytes, or characters, of the answer at `at` behind its complete code: its request tells. */
export function oldAnswerBytesBeyond(context: PduContext, bytes: Uint8Array, at: number): number {
  if (!isOld(bytes, at) || !isOldAnswer(bytes, at) || oldCode(bytes, at) !== 0) return 0;
  const exchange = askedFor(context, bytes, at);
  return exchange === null ? 0 : oldAnswerDataBytes(exchange.request, exchange.requestBytes);
}

/** Takes a frame of 1E. */
export function parseOld(context: PduContext, bytes: Uint8Array, at: number, end: number): void {
  const { exchanges, whole } = context;
  const length = oldLength(bytes, at, end);
  if (length <= 0 || (length > end - at && whole)) {
    if (whole) context.anomaly('slmp_malformed');
    return context.skips.reason('slmp_malformed');
  }
  const verb = SLMP_TABLE.verb(sameCommand(oldCommand(bytes, at)));
  if (!isOldAnswer(bytes, at)) {
    const exchange = exchanges.request(KEY, verb, bytes, at, end);
    if (!whole) exchange.anomaly('cut_by_snaplen', end - at);
    return;
  }
  const refused = oldCode(bytes, at) !== 0;
  let exchange = askedFor(context, bytes, at);
  if (exchange === null) {
    exchange = exchanges.alone(verb);
    exchange.anomaly('response_without_request', 0);
  }
  exchanges.answer(exchange, bytes, at, end, refused ? OUTCOME.refused : OUTCOME.ok);
}
