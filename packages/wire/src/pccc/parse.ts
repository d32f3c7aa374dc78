import { textOf } from '../bytes.ts';
import { vendorName } from '../cip/identity.ts';
import { findAsked } from '../cip/keys.ts';
import { IS_RESPONSE, isRefusedHeader, statusOf } from '../cip/message.ts';
import { isSuccess } from '../cip/statuses.ts';
import { OUTCOME, VERB } from '../flow/flow.ts';
import type { PduContext } from '../protocol.ts';
import { isKnownFunction, NO_SERVICE, pcccService } from './functions.ts';
import {
  IS_REPLY,
  pcccAt,
  repliedCode,
  replyDataStart,
  serviceCodeAt,
  transactionAt,
} from './message.ts';

const DIAGNOSTIC_STATUS = 0x0603;
/** Says in a diagnostic status that the interface and processor types of SLC 500 follow. */
const TYPE_EXTENDED = 0xee;
const ROCKWELL = 1;

/** One Execute PCCC message of CIP, or the header of a command that was refused as a whole. */
export function parsePccc(context: PduContext, bytes: Uint8Array, at: number, end: number): void {
  const { exchanges, carrierKey: key, whole } = context;
  const from = pcccAt(bytes, at, end);
  const refused = isRefusedHeader(bytes, at, end);
  if (bytes[at]! < IS_RESPONSE && !refused) {
    const code = from < 0 ? NO_SERVICE : serviceCodeAt(bytes, from, end);
    const exchange = exchanges.request(key, pcccService(code).verb, bytes, at, end);
    if (from < 0) exchange.anomaly('message_too_short', 0);
    else if (!isKnownFunction(code)) exchange.anomaly('unknown_function', from - at);
    if (!whole) exchange.anomaly('cut_by_snaplen', end - at);
    return;
  }
  let exchange = findAsked(exchanges, key);
  if (exchange === null && refused) {
    context.anomaly('response_without_request');
    return context.skips.reason('cip_refusal_without_request');
  }
  if (exchange === null) {
    const code = from < 0 ? NO_SERVICE : repliedCode(bytes, from);
    const verb = isKnownFunction(code) ? pcccService(code).verb : VERB.connect;
    exchange = exchanges.alone(verb);
    exchange.anomaly('response_without_request', 0);
  } else if (from >= 0) {
    const asked = pcccAt(exchange.request, 0, exchange.requestBytes);
    if (asked >= 0 && transactionAt(exchange.request, asked) !== transactionAt(bytes, from)) {
      exchange.anomaly('transaction_differs', from - at + 2);
    }
    if (asked >= 0 && (exchange.request[asked]! | IS_REPLY) !== bytes[from]) {
      exchange.anomaly('response_command_differs', from - at);
    }
  }
  if (!whole) exchange.anomaly('cut_by_snaplen', end - at);
  const carried = !refused && isSuccess(statusOf(bytes, at, end));
  const ok = carried && from >= 0 && bytes[from + 1] === 0;
  if (ok) {
    const asked = pcccAt(exchange.request, 0, exchange.requestBytes);
    const asksStatus =
      asked >= 0 &&
      serviceCodeAt(exchange.request, asked, exchange.requestBytes) === DIAGNOSTIC_STATUS;
    if (asksStatus) tellStatus(context, bytes, replyDataStart(bytes, from), end);
  }
  exchanges.answer(exchange, bytes, at, end, ok ? OUTCOME.ok : OUTCOME.refused);
}

/** What was told of a flow. */
class Told {
  status = false;
}

/** Catalogue number, series and revision of an SLC 500 or MicroLogix, told once on each flow. */
function tellStatus(context: PduContext, bytes: Uint8Array, at: number, end: number): void {
  if (at + 16 > end || bytes[at + 1] !== TYPE_EXTENDED) return;
  const told = context.state(Told);
  if (told.status) return;
  told.status = true;
  const series = String.fromCharCode(65 + (bytes[at + 4]! >> 5));
  const revision = bytes[at + 4]! & 0x1f;
  context.sighting('vendor', vendorName(ROCKWELL));
  context.sighting('model', textOf(bytes, at + 5, at + 16));
  context.sighting('hardware', `series ${series} revision ${revision}`);
  context.sighting('role', 'plc');
}
