import { type Exchange, OUTCOME, VERB } from '../flow/flow.ts';
import { Tlv } from '../osi/ber.ts';
import type { MmsPdu } from './pdu.ts';
import { isTooDeep } from './data.ts';
import { controlBlock, type VariableAccess, variableAccess } from './names.ts';
import { SERVICE, variableVerb } from './services.ts';

const field = new Tlv();
const result = new Tlv();

/** Where the specification of a read or write request starts: a read wraps it, a write does not. */
function specificationAt(bytes: Uint8Array, at: number, end: number, reads: boolean): number {
  if (!reads) return at;
  for (; field.take(bytes, at, end); at = field.next) if (field.lead === 0xa1) return field.at;
  return -1;
}

const NONE: VariableAccess = { names: [], count: 0, list: '' };

/** The variables of a read or write request whose service contents are `bytes[at..end)`. */
export function variablesAsked(
  bytes: Uint8Array,
  at: number,
  end: number,
  reads: boolean,
): VariableAccess {
  const from = specificationAt(bytes, at, end, reads);
  return from < 0 ? NONE : variableAccess(bytes, from, end);
}

/** Note of an exchange whose answer may tell the data set of a report. */
export const CONTROL_BLOCK = 'control_block';

/** Sets the verb by what the variables are: a write to `CO` operates, one to `SP` configures. */
export function checkWriteOrRead(exchange: Exchange, bytes: Uint8Array, pdu: MmsPdu): void {
  const reads = pdu.service === SERVICE.read;
  if (!reads && field.take(bytes, pdu.at, pdu.end) && field.take(bytes, field.next, pdu.end)) {
    if (isTooDeep(bytes, field.at, field.end)) exchange.anomaly('nested_too_deep', 0);
  }
  // Only names with a functional constraint can change the verb, and `$` is in those alone.
  if (!holdsConstraint(bytes, pdu.at, pdu.end)) return;
  const { names, list } = variablesAsked(bytes, pdu.at, pdu.end, reads);
  if (names.some((name) => controlBlock(name) !== null)) exchange.note = CONTROL_BLOCK;
  for (const name of list === '' ? names : [list]) {
    exchange.verb = variableVerb(!reads, name);
    if (exchange.verb !== (reads ? VERB.read : VERB.write)) return;
  }
}

const DOLLAR = 0x24;

function holdsConstraint(bytes: Uint8Array, at: number, end: number): boolean {
  for (let i = at; i < end; i++) if (bytes[i] === DOLLAR) return true;
  return false;
}

/** Used again for each answer. */
const results = { at: -1, end: -1 };

/**
 * Where the access results of an answer to a read or write lie; `at` is -1 where there are none.
 * The object is used again by the next call.
 */
export function resultsOf(
  bytes: Uint8Array,
  pdu: MmsPdu,
): { readonly at: number; readonly end: number } {
  results.at = -1;
  results.end = -1;
  if (pdu.service === SERVICE.write) {
    results.at = pdu.at;
    results.end = pdu.end;
    return results;
  }
  for (let { at } = pdu; field.take(bytes, at, pdu.end); at = field.next) {
    if (field.lead !== 0xa1) continue;
    results.at = field.at;
    results.end = field.end;
    break;
  }
  return results;
}

/** Refused where nothing could be read or written, or a select was answered with nothing. */
export function readOutcome(exchange: Exchange, bytes: Uint8Array, pdu: MmsPdu): number {
  if (pdu.service !== SERVICE.read && pdu.service !== SERVICE.write) return OUTCOME.ok;
  const { at, end } = resultsOf(bytes, pdu);
  if (at < 0) {
    exchange.anomaly('results_missing', 0);
    return OUTCOME.ok;
  }
  if (isTooDeep(bytes, at, end)) exchange.anomaly('nested_too_deep', 0);
  let failed = 0;
  let count = 0;
  for (let from = at; result.take(bytes, from, end); from = result.next) {
    count++;
    if (result.lead === 0x80) failed++;
  }
  if (failed > 0 && failed < count) exchange.anomaly('some_items_refused', 0);
  if (isEmptySelect(exchange, bytes, pdu, at, end)) return OUTCOME.refused;
  return failed > 0 && failed === count ? OUTCOME.refused : OUTCOME.ok;
}

/** A select (read of `SBO`) that is not granted is answered with no text, IEC 61850-8-1 §20.3. */
export function isEmptySelect(
  exchange: Exchange,
  bytes: Uint8Array,
  pdu: MmsPdu,
  at: number,
  end: number,
): boolean {
  if (
    pdu.service !== SERVICE.read ||
    exchange.verb !== VERB.command ||
    exchange.requestBytes === 0
  ) {
    return false;
  }
  return result.take(bytes, at, end) && result.lead === 0x8a && result.end === result.at;
}
