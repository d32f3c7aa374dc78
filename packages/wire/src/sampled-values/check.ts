import type { Exchanges } from '../flow/exchanges.ts';
import type { Exchange, Side } from '../flow/flow.ts';
import { isFromKnownAddress, noteMessage, type Publishers } from '../goose/publishers.ts';
import { type Asdu, ASDUS_MAX, type SampledMessage } from './message.ts';

/** A stream that sends nothing for this long has stopped; it sends thousands of times a second. */
const LIVE_MS = 1_000;

/** Notes what departs from the samples of the same stream before; true for a stream that is new. */
export function checkSamples(
  exchange: Exchange,
  publishers: Publishers,
  sender: Side,
  message: SampledMessage,
  asdu: Asdu,
  bytes: Uint8Array,
  exchanges: Exchanges,
): boolean {
  let isNew = false;
  let count = 0;
  for (
    let { at } = message;
    count < ASDUS_MAX && asdu.take(bytes, at, message.end);
    at = asdu.next
  ) {
    count++;
    if (!asdu.isComplete || asdu.idEnd <= asdu.idAt) {
      exchange.anomaly('field_missing', 0);
      continue;
    }
    if (isNewStream(exchange, publishers, sender, asdu, bytes, exchanges)) isNew = true;
  }
  if (count !== message.asduCount) exchange.anomaly('asdu_count_differs', 0);
  return isNew;
}

function isNewStream(
  exchange: Exchange,
  publishers: Publishers,
  sender: Side,
  asdu: Asdu,
  bytes: Uint8Array,
  exchanges: Exchanges,
): boolean {
  const known = publishers.find(bytes, asdu.idAt, asdu.idEnd);
  const stream = known ?? publishers.add(bytes, asdu.idAt, asdu.idEnd);
  if (known !== null) {
    if (!isFromKnownAddress(exchange, known, sender, exchanges)) return false;
    if (asdu.configuration !== known.configuration) {
      exchange.anomaly('configuration_revision_changed', 0);
    }
    if (asdu.synchronised === 0 && known.extra > 0) exchange.anomaly('synchronisation_lost', 0);
    const code = countAnomaly(known.sequence, asdu.sampleCount);
    if (code !== '') exchange.anomaly(code, 0);
  }
  noteMessage(stream, sender, exchanges);
  stream.liveMs = LIVE_MS;
  stream.configuration = asdu.configuration;
  stream.extra = asdu.synchronised;
  stream.sequence = asdu.sampleCount;
  return known === null;
}

/** The count goes up by one and starts at 0 with each second; its last depends on the rate. */
function countAnomaly(before: number, now: number): string {
  if (now === before + 1 || now === 0) return '';
  if (now === before) return 'sample_repeated';
  return now > before ? 'sample_gap' : 'sample_regression';
}
