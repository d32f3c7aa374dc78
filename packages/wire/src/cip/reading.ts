import { type Operation, OPERATION_VALUES_MAX, type OperationValue } from '@bulkhead/model';
import { unsigned32le, word16le } from '../bytes.ts';
import { type Exchange, OUTCOME, VERB } from '../flow/flow.ts';
import { bytesShown, textOrHex } from '../values.ts';
import { allAttributeValues } from './attribute-types.ts';
import {
  type AttributePlace,
  attributePlaces,
  attributeStatuses,
  listedAttributes,
  placeValues,
} from './attributes.ts';
import { connectionPathText, readConnection } from './connections.ts';
import { readIdentity } from './identity.ts';
import {
  answerDataAt,
  codeOf,
  extendedStatusOf,
  factsOf,
  isRefusedHeader,
  isRefusedInFront,
  pathOf,
  refusedHeaderStatus,
  requestDataAt,
  statusOf,
} from './message.ts';
import { pathText } from './path.ts';
import { CLASS, isListing, isSecret, isTagService, SERVICE } from './services.ts';
import { encapsulationStatusName, statusName } from './statuses.ts';
import { listedTags, templateMembers } from './tag-lists.ts';
import { typeBytes, typedValues } from './typed.ts';

type Items = NonNullable<Operation['items']>;

const ATTRIBUTE_LISTS: readonly number[] = [SERVICE.getAttributeList, SERVICE.setAttributeList];
const ATTRIBUTE_SERVICES = new Set<number>([
  ...ATTRIBUTE_LISTS,
  SERVICE.getAttributeSingle,
  SERVICE.setAttributeSingle,
]);

/** The slot or node that the last hop of the route names, where it is a number. */
export function unitOf({ note }: Exchange): number | null {
  const link = note.slice(note.lastIndexOf('/') + 1);
  return /^[0-9]{1,3}$/.test(link) ? Number(link) : null;
}

export function serviceOf(exchange: Exchange): Operation['service'] {
  const { code, name } = factsOf(exchange);
  return { code, name };
}

/** Restarts to the state that the device left the factory in destroy what it was configured to. */
export function techniquesOf(exchange: Exchange): readonly string[] {
  const { techniques = [] } = factsOf(exchange);
  const restarts = codeOf(exchange) === SERVICE.reset && techniques.length > 0;
  if (!restarts || exchange.requestBytes < 2) return techniques;
  const at = requestDataAt(exchange.request, 0);
  const type = at < exchange.requestBytes ? exchange.request[at]! : 0;
  return type === 0 ? techniques : [...techniques, 'T0809'];
}

/**
 * `class/1/instance/1/attribute/7`, `tag/Pump[3].Speed`, `connection/6`; behind `via/1/2,2/5/` if
 * the message is sent on over more than one hop. Empty where only an answer was seen.
 */
export function objectOf(exchange: Exchange): string {
  const { request, requestBytes, note } = exchange;
  if (requestBytes < 2) return '';
  const connection = isConnectionService(exchange) ? readConnection(exchange) : undefined;
  if (connection !== undefined) return `connection/${connection.serial}`;
  const path = pathText(request, 2, Math.min(requestBytes, requestDataAt(request, 0)));
  const one = listsOne(exchange) ? `/attribute/${listedAttributes(exchange)[0]}` : '';
  return `${note.includes(',') ? `via/${note}/` : ''}${path}${one}`.slice(0, 256);
}

/** Whether the service is one on a list of attributes that has one entry. */
function listsOne(exchange: Exchange): boolean {
  const { request, requestBytes: end } = exchange;
  if (end < 2 || !ATTRIBUTE_LISTS.includes(request[0]!)) return false;
  const at = requestDataAt(request, 0);
  return at + 4 <= end && word16le(request, at) === 1;
}

/** The instance; of a connection its serial number. */
export function addressOf(exchange: Exchange): number | null {
  if (isConnectionService(exchange)) return readConnection(exchange)?.serial ?? null;
  const { instance } = pathOf(exchange);
  return instance < 0 ? null : instance;
}

/** Elements of a tag, attributes of a list, services of a packet; else 1. */
export function countOf(exchange: Exchange): number {
  const { request, requestBytes: end } = exchange;
  const code = codeOf(exchange);
  if (end < 2) return 1;
  const at = requestDataAt(request, 0);
  if (isTagService(code, pathOf(exchange).classId)) {
    if (code === SERVICE.readTag || code === SERVICE.readTagFragmented) {
      return at + 2 <= end ? word16le(request, at) : 0;
    }
    if (code === SERVICE.writeTag || code === SERVICE.writeTagFragmented) {
      const countAt = at + typeBytes(request, at, end);
      return countAt + 2 <= end ? word16le(request, countAt) : 0;
    }
  }
  const listed = listedBy(exchange);
  if (listed !== undefined) return listed.length;
  const counted = ATTRIBUTE_LISTS.includes(code) || code === SERVICE.multiple;
  return counted && at + 2 <= end ? word16le(request, at) : 1;
}

/** Written by the request, or read by the answer; each as its protocol types it. */
export function valuesOf(exchange: Exchange): readonly OperationValue[] {
  const { request, requestBytes, response, responseEnd: end } = exchange;
  const code = codeOf(exchange);
  const { classId } = pathOf(exchange);
  const at = answerDataAt(exchange);
  const asked = requestBytes < 2 ? requestBytes : requestDataAt(request, 0);
  if (isSecret(code, classId)) return [];
  if (isConnectionService(exchange)) return connectionValues(exchange);
  const listed = listedBy(exchange);
  if (listed !== undefined) return listed.map(({ object }) => object);
  if (requestBytes > 0 && isTagService(code, classId)) return tagValues(exchange, code, asked, at);
  const known = attributesOf(exchange, at);
  if (known !== undefined) return known;
  if (isListing(code, classId) && at + 4 <= end && (end - at) % 4 === 0) {
    return instancesOf(response, at, end);
  }
  // A count and the number of the attribute, in answers its status, stand before the value.
  const one = listsOne(exchange);
  if (writes(exchange) && asked < requestBytes) {
    return bytesShown(request, asked + (one ? 4 : 0), requestBytes);
  }
  return bytesShown(response, at + (one ? 6 : 0), end);
}

/** Numbers of the instances that a class has, as software that uploads a program asks for them. */
function instancesOf(bytes: Uint8Array, at: number, end: number): OperationValue[] {
  const out: OperationValue[] = [];
  for (; at + 4 <= end && out.length < OPERATION_VALUES_MAX; at += 4) {
    out.push(unsigned32le(bytes, at));
  }
  return out;
}

function writes(exchange: Exchange): boolean {
  return exchange.verb !== VERB.read && exchange.verb !== VERB.discover;
}

function hex(bytes: Uint8Array, at: number, end: number): string {
  return textOrHex(bytes.subarray(at, end));
}

function tagValues(
  exchange: Exchange,
  code: number,
  asked: number,
  at: number,
): readonly OperationValue[] {
  const { request, requestBytes: requestEnd, response, responseEnd: end } = exchange;
  switch (code) {
    case SERVICE.readTag:
    case SERVICE.readTagFragmented:
      return typedValues(response, at, at + typeBytes(response, at, end), end);
    case SERVICE.writeTag:
    case SERVICE.writeTagFragmented: {
      // Count, and the offset of a fragment, stand between the type and the data.
      const more = code === SERVICE.writeTag ? 2 : 6;
      const dataAt = asked + typeBytes(request, asked, requestEnd) + more;
      return typedValues(request, asked, dataAt, requestEnd);
    }
    case SERVICE.readModifyWriteTag: {
      const size = asked + 2 <= requestEnd ? word16le(request, asked) : 0;
      const and = asked + 2 + size;
      if (size === 0 || and + size > requestEnd) return [];
      return [hex(request, asked + 2, and), hex(request, and, and + size)];
    }
    default:
      return bytesShown(response, at, end);
  }
}

/** Where the attributes lie that the exchange read or set: in its answer or in its request. */
function placesOf(exchange: Exchange): {
  readonly bytes: Uint8Array;
  readonly places: readonly AttributePlace[];
} {
  const { request, requestBytes, response, responseEnd } = exchange;
  const code = codeOf(exchange);
  if (requestBytes < 2 || !ATTRIBUTE_SERVICES.has(code)) return { bytes: request, places: [] };
  const sets = code === SERVICE.setAttributeList || code === SERVICE.setAttributeSingle;
  const bytes = sets ? request : response;
  const at = sets ? requestDataAt(request, 0) : answerDataAt(exchange);
  const end = sets ? requestBytes : responseEnd;
  const { classId } = pathOf(exchange);
  return { bytes, places: at < end ? attributePlaces(exchange, classId, bytes, at, end) : [] };
}

/** The values of the attributes read or set, of each list and class whose values can be told. */
function attributesOf(exchange: Exchange, at: number): readonly OperationValue[] | undefined {
  const { response, responseEnd: end } = exchange;
  const { classId } = pathOf(exchange);
  if (codeOf(exchange) === SERVICE.getAttributesAll && at < end) {
    const all =
      classId === CLASS.identity
        ? identityOf(response, at, end)
        : allAttributeValues(classId, response, at, end);
    return all.length > 0 ? all : undefined;
  }
  const { bytes, places } = placesOf(exchange);
  if (places.length === 0) return undefined;
  return places.flatMap((place) => placeValues(classId, bytes, place));
}

/** Vendor, device type, product code, revision, status, serial number, name. */
function identityOf(bytes: Uint8Array, at: number, end: number): readonly OperationValue[] {
  const all = readIdentity(bytes, at, end);
  if (all === undefined) return [];
  const { vendor, deviceType, productCode, revision, status, serial, name } = all;
  return [vendor, deviceType, productCode, revision, status, serial, name];
}

/** The tags or the members of a type that the exchange lists. */
function listedBy(exchange: Exchange): Items | undefined {
  const { requestBytes, response, responseEnd: end } = exchange;
  const code = codeOf(exchange);
  if (requestBytes < 2) return undefined;
  const { classId } = pathOf(exchange);
  if (code === SERVICE.listTags && isTagService(code, classId)) return listedTags(exchange);
  const isTemplate = code === SERVICE.readTag && classId === CLASS.template;
  return isTemplate ? templateMembers(response, answerDataAt(exchange), end) : undefined;
}

/** Each attribute of a list with its values; each tag of a list of tags, each member of a type. */
export function itemsOf(exchange: Exchange): Items | undefined {
  const code = codeOf(exchange);
  if (exchange.requestBytes < 2) return undefined;
  const { classId } = pathOf(exchange);
  const listed = listedBy(exchange);
  if (listed !== undefined) return listed;
  if (!ATTRIBUTE_LISTS.includes(code)) return undefined;
  const attributes = listedAttributes(exchange);
  if (attributes.length < 2) return undefined;
  const object = objectOf(exchange);
  const { bytes, places } = placesOf(exchange);
  const statuses = attributeStatuses(exchange, places);
  return attributes.map((attribute, i) => {
    const place = places[i];
    const values = place === undefined ? [] : placeValues(classId, bytes, place);
    const code = statuses[i] ?? 0;
    return {
      object: `${object}/attribute/${attribute}`.slice(0, 256),
      count: 1,
      values,
      ...(code === 0 ? {} : { refusal: { code, name: statusName(code, -1) } }),
    };
  });
}

/** The general status; of a command that was refused as a whole, its encapsulation status. */
export function refusalOf(exchange: Exchange): Operation['refusal'] {
  const { response, responseAt: at, responseEnd: end } = exchange;
  if (isRefusedHeader(response, at, end)) {
    const code = refusedHeaderStatus(response, at);
    return { code, name: encapsulationStatusName(code) };
  }
  const code = statusOf(response, at, end);
  const name = statusName(code, extendedStatusOf(response, at, end));
  return { code, name: isRefusedInFront(exchange) ? `unconnected_send.${name}` : name };
}

function isConnectionService(exchange: Exchange): boolean {
  const { request, requestBytes } = exchange;
  if (requestBytes < 2) return false;
  const code = request[0]!;
  const opens = code === SERVICE.forwardOpen || code === SERVICE.largeForwardOpen;
  return (
    (opens || code === SERVICE.forwardClose) && pathOf(exchange).classId === CLASS.connectionManager
  );
}

/** Originator's vendor and serial number, intervals in microseconds, path, and the identifiers. */
function connectionValues(exchange: Exchange): readonly OperationValue[] {
  const facts = readConnection(exchange);
  if (facts === undefined) return [];
  const { response, responseEnd: end } = exchange;
  const originator = facts.originator.toString(16).padStart(8, '0');
  const path = connectionPathText(exchange, facts);
  if (codeOf(exchange) === SERVICE.forwardClose) return [facts.vendor, originator, path];
  const out = [facts.vendor, originator, facts.toTargetUs, facts.toOriginatorUs, path];
  const at = answerDataAt(exchange);
  if (exchange.outcome !== OUTCOME.ok || at + 8 > end) return out;
  return [...out, connectionId(response, at), connectionId(response, at + 4)];
}

function connectionId(bytes: Uint8Array, at: number): string {
  return `0x${unsigned32le(bytes, at).toString(16).padStart(8, '0')}`;
}
