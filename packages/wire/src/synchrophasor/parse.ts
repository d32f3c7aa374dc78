import { type Exchange, OUTCOME, VERB } from '../flow/flow.ts';
import type { PduContext } from '../protocol.ts';
import { stationCount, stationNames } from './configuration.ts';
import { commandOf, FRAME_BYTES_MIN, hasCheck, idCode, TYPE, typeOf } from './frame.ts';
import { answeredBy, codeOf, isKnownService, verbOf } from './services.ts';

/** One frame. What a receiver would drop for its check gives nothing but a counted anomaly. */
export function parseFrame(context: PduContext, bytes: Uint8Array, at: number, end: number): void {
  const { exchanges, whole } = context;
  if (end - at < FRAME_BYTES_MIN) return context.skips.reason('synchrophasor_malformed');
  if (whole && !hasCheck(bytes, at, end)) {
    context.anomaly('frame_check');
    return context.skips.reason('synchrophasor_bad_check');
  }
  const type = typeOf(bytes, at);
  if (type === TYPE.command) return parseCommand(context, bytes, at, end);

  const asked = type === TYPE.data ? null : exchanges.asked(keyOf(type, bytes, at));
  const exchange = asked ?? exchanges.alone(VERB.report);
  if (!whole) exchange.anomaly('cut_by_snaplen', end - at);
  if (type !== TYPE.data && type !== TYPE.header) {
    noteStations(context, exchange, bytes, at, end);
  }
  exchanges.answer(exchange, bytes, at, end, OUTCOME.ok);
}

/** The stream, and the type of frame that is expected. */
function keyOf(type: number, bytes: Uint8Array, at: number): number {
  return (type << 16) | idCode(bytes, at);
}

function parseCommand(context: PduContext, bytes: Uint8Array, at: number, end: number): void {
  const { exchanges, whole } = context;
  const commanded = commandOf(bytes, at, end - (whole ? 2 : 0));
  const code = codeOf(TYPE.command, commanded);
  const answer = answeredBy(commanded);
  const exchange =
    answer < 0
      ? exchanges.sent(verbOf(code), bytes, at, end)
      : exchanges.request(keyOf(answer, bytes, at), verbOf(code), bytes, at, end);
  if (!whole) exchange.anomaly('cut_by_snaplen', end - at);
  if (!isKnownService(code) || commanded > 0xff) exchange.anomaly('unknown_command', 14);
  if (answer < 0) exchanges.finishSent(exchange);
}

/** A configuration says which stations measure; one alone is the sender itself. */
function noteStations(
  context: PduContext,
  exchange: Exchange,
  bytes: Uint8Array,
  at: number,
  end: number,
): void {
  const names = stationNames(bytes, at, end);
  if (names.length === 0) return exchange.anomaly('stations_missing', 18);
  if (typeOf(bytes, at) !== TYPE.configuration3 && names.length < stationCount(bytes, at, end)) {
    exchange.anomaly('stations_beyond_frame', 18);
  }
  const isAlone = names.length === 1;
  context.sighting('role', isAlone ? 'phasor measurement unit' : 'phasor concentrator');
  context.sighting(isAlone ? 'name' : 'description', names.join(', ').slice(0, 256));
}
