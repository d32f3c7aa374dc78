import { OPERATION_ITEMS_MAX, type OperationValue, type SightingField } from '@bulkhead/model';
import { textOf } from '../bytes.ts';
import { answered, type Description, type Item } from '../described/described.ts';
import type { Exchange } from '../flow/flow.ts';
import { BER, berInteger, berObjectIdentifier, berUnsigned, Tlv } from '../osi/ber.ts';
import { errorName, PDU, SnmpMessage } from './message.ts';

/** Objects of the system group, RFC 3418 §2, whose values are worth showing. */
const SYSTEM = '1.3.6.1.2.1.1.';
const SIGHTINGS: Readonly<Record<string, SightingField>> = {
  '1.3.6.1.2.1.1.1.0': 'description',
  '1.3.6.1.2.1.1.5.0': 'name',
  '1.3.6.1.2.1.1.6.0': 'location',
};
const OCTET_STRING = 0x04;
/** Tags that stand for the value of what is not there, RFC 3416 §3. */
const EXCEPTIONS: ReadonlyMap<number, string> = new Map([
  [0x80, 'no_such_object'],
  [0x81, 'no_such_instance'],
]);

const message = new SnmpMessage();

/** Type of the request's PDU; of the answer's or report's where that was seen alone. */
export function codeOf({
  request,
  requestBytes,
  response,
  responseAt,
  responseEnd,
}: Exchange): number {
  if (requestBytes > 0) message.read(request, 0, requestBytes);
  else message.read(response, responseAt, responseEnd);
  return message.pdu;
}

/**
 * Names of the objects, values only of the system group; beside them the version and how long the
 * community was, never the community itself.
 */
export function describeSnmp(exchange: Exchange): Description {
  const { request, requestBytes, response, responseAt, responseEnd } = exchange;
  const hasRequest = requestBytes > 0;
  const bytes = hasRequest ? request : response;
  const [at, end] = hasRequest ? [0, requestBytes] : [responseAt, responseEnd];
  message.read(bytes, at, end);
  const { version, versionName, communityBytes } = message;
  const header = version === 3 ? [versionName] : [versionName, `community_bytes_${communityBytes}`];
  let items = bindingsOf(bytes, message.bindingsAt, message.bindingsEnd);
  let count = bindingsCount(bytes, message.bindingsAt, message.bindingsEnd);
  if (hasRequest && answered(exchange) && message.read(response, responseAt, responseEnd)) {
    const answers = bindingsOf(response, message.bindingsAt, message.bindingsEnd);
    const { pdu, error, errorIndex } = message;
    if (pdu === PDU.response && error === 0 && answers.length > 0) {
      items = answers;
      count = bindingsCount(response, message.bindingsAt, message.bindingsEnd);
    } else if (pdu === PDU.response && error !== 0) {
      const refusal = { code: error, name: errorName(error) };
      items = items.map((item, i) => (i + 1 === errorIndex ? { ...item, refusal } : item));
    }
  }
  if (items.length === 0) return { object: '', values: header };
  return { object: items[0]!.object, count, values: header, items };
}

/** Variable bindings: pairs of a name and a value. */
export function bindingsOf(bytes: Uint8Array, at: number, end: number): Item[] {
  const out: Item[] = [];
  const pair = new Tlv();
  const part = new Tlv();
  while (out.length < OPERATION_ITEMS_MAX && pair.take(bytes, at, end)) {
    at = pair.next;
    if (pair.lead !== BER.sequence || !part.take(bytes, pair.at, pair.end)) continue;
    if (part.lead !== BER.objectIdentifier) continue;
    const object = berObjectIdentifier(bytes, part.at, part.end);
    const shown = part.take(bytes, part.next, pair.end) && object.startsWith(SYSTEM);
    const exception = EXCEPTIONS.get(part.lead);
    const refusal =
      exception === undefined ? {} : { refusal: { code: part.lead, name: exception } };
    out.push({ object, count: 1, values: shown ? valueOf(bytes, part) : [], ...refusal });
  }
  return out;
}

/** How many there are, also beyond those kept. */
function bindingsCount(bytes: Uint8Array, at: number, end: number): number {
  const pair = new Tlv();
  let count = 0;
  for (; pair.take(bytes, at, end); at = pair.next) count++;
  return count;
}

/** Numbers, texts and names; nothing for null and for what the object does not have. */
function valueOf(bytes: Uint8Array, { lead, at, end }: Tlv): OperationValue[] {
  if (at === end || lead >= 0x80) return [];
  if (lead === BER.integer) return [berInteger(bytes, at, end)];
  if (lead === OCTET_STRING) return [textOf(bytes, at, end)];
  if (lead === BER.objectIdentifier) return [berObjectIdentifier(bytes, at, end)];
  return lead > 0x40 && lead < 0x48 ? [berUnsigned(bytes, at, end)] : [];
}

/** What an answer tells of the system. */
export function factsOf(items: readonly Item[]): (readonly [SightingField, string])[] {
  return items.flatMap(({ object, values }) => {
    const field = SIGHTINGS[object];
    const value = values[0];
    return field === undefined || typeof value !== 'string' ? [] : [[field, value] as const];
  });
}
