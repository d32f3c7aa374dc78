import type { Exchanges } from '../flow/exchanges.ts';
import type { Exchange, Side } from '../flow/flow.ts';
import { isTooDeep } from '../mms/data.ts';
import { FIELD, type GooseMessage } from './message.ts';
import { isFromKnownAddress, noteMessage, type Publisher } from './publishers.ts';

/** Longest reference, IEC 61850-8-1 Annex A: VisibleString129. */
const REFERENCE_BYTES_MAX = 129;
/** `sqNum` goes on with 1 after this; 0 only follows a change of state (§18.1.2.6). */
const SEQUENCE_MAX = 0xffff_ffff;

/** Notes where a message by itself departs from the standard. */
export function checkMessage(exchange: Exchange, message: GooseMessage, bytes: Uint8Array): void {
  if (!message.isComplete) exchange.anomaly('field_missing', 0);
  const reference = message.end[FIELD.reference]! - message.at[FIELD.reference]!;
  if (message.has(FIELD.reference) && reference > REFERENCE_BYTES_MAX) {
    exchange.anomaly('reference_too_long', 0);
  }
  const live = message.number(bytes, FIELD.timeAllowedToLive);
  if (message.has(FIELD.timeAllowedToLive) && live === 0) {
    exchange.anomaly('time_allowed_to_live_zero', 0);
  }
  if (
    message.has(FIELD.data) &&
    isTooDeep(bytes, message.at[FIELD.data]!, message.end[FIELD.data]!)
  ) {
    exchange.anomaly('nested_too_deep', 0);
  }
  if (message.has(FIELD.entries) && message.has(FIELD.data)) {
    const entries = message.number(bytes, FIELD.entries);
    if (entries !== message.dataEntries(bytes)) exchange.anomaly('entry_count_differs', 0);
  }
}

/** Notes what departs from the messages of this publisher before, and remembers this one. */
export function checkSequence(
  exchange: Exchange,
  publisher: Publisher,
  sender: Side,
  message: GooseMessage,
  bytes: Uint8Array,
  exchanges: Exchanges,
): void {
  if (!isFromKnownAddress(exchange, publisher, sender, exchanges)) return;
  const silentMs = publisher.silentMs(exchanges.seconds, exchanges.nanoseconds);
  if (publisher.liveMs > 0 && silentMs > publisher.liveMs) {
    exchange.anomaly('time_allowed_to_live_exceeded', 0);
  }
  const configuration = message.number(bytes, FIELD.configuration);
  if (configuration !== publisher.configuration) {
    exchange.anomaly('configuration_revision_changed', 0);
  }
  const code = sequenceAnomaly(
    publisher,
    message.number(bytes, FIELD.state),
    message.number(bytes, FIELD.sequence),
  );
  if (code !== '') exchange.anomaly(code, 0);
  remember(publisher, sender, message, bytes, exchanges);
}

/** What the next message will be compared with. */
export function remember(
  publisher: Publisher,
  sender: Side,
  message: GooseMessage,
  bytes: Uint8Array,
  exchanges: Exchanges,
): void {
  noteMessage(publisher, sender, exchanges);
  publisher.liveMs = message.number(bytes, FIELD.timeAllowedToLive);
  publisher.configuration = message.number(bytes, FIELD.configuration);
  publisher.state = message.number(bytes, FIELD.state);
  publisher.sequence = message.number(bytes, FIELD.sequence);
}

/**
 * The state number goes up by one with each change, and the sequence number starts at 0 with it;
 * a message that repeats the state has the next sequence number (§18.1.2.5 and §18.1.2.6).
 */
function sequenceAnomaly(publisher: Publisher, state: number, sequence: number): string {
  if (state === publisher.state) {
    const due = publisher.sequence === SEQUENCE_MAX ? 1 : publisher.sequence + 1;
    if (sequence === due) return '';
    if (sequence === publisher.sequence) return 'sequence_repeated';
    return sequence > due ? 'sequence_jump' : 'sequence_regression';
  }
  if (state === publisher.state + 1) return sequence === 0 ? '' : 'sequence_jump';
  if (state > publisher.state) return 'state_jump';
  // After power comes back, the first message has state 1 and sequence 1.
  return state === 1 && sequence <= 1 ? 'publisher_restarted' : 'state_regression';
}
