import { OPERATION_ITEMS_MAX, OPERATION_VALUES_MAX, type Operation } from '@bulkhead/model';
import { word16 } from '../bytes.ts';
import { nameOf, type PduBytes, responseOf, subjectOf } from '../crossing/reading.ts';
import type { Exchange } from '../flow/flow.ts';
import { type Protocol, TRANSPORT } from '../protocol.ts';
import type { Flavour } from './flavour.ts';
import { HEADER, isResponse, MessageWalk, operationCode, responseCode } from './message.ts';
import { nameAt } from './name.ts';
import { isNetbiosName, netbiosNameAt } from './netbios.ts';
import { TCP_LENGTH_BYTES } from './parse.ts';
import { RECORD } from './types.ts';
import { netbiosAddresses, recordValue, statusNames } from './values.ts';

type Items = NonNullable<Operation['items']>;
type Readers = Pick<Protocol, 'service' | 'object' | 'count' | 'values' | 'items' | 'refusal'>;

const NOTHING: PduBytes = { bytes: new Uint8Array(HEADER.bytes), at: 0, end: HEADER.bytes };

/** What operations of a protocol with messages of the DNS say. */
export function messageReaders(flavour: Flavour): Readers {
  return {
    service(exchange) {
      const { bytes, at } = subject(exchange);
      const code = operationCode(bytes, at);
      const known = flavour.services.find((service) => service.code === code);
      return { code, name: known?.name ?? `unknown_service_${code}` };
    },
    object(exchange) {
      const pdu = subject(exchange);
      const walk = new MessageWalk().begin(pdu.bytes, pdu.at, pdu.end);
      return walk.next() ? objectOf(flavour, pdu, walk) : '';
    },
    count(exchange) {
      const { bytes, at } = subject(exchange);
      return word16(bytes, at + HEADER.questions) || word16(bytes, at + HEADER.answers);
    },
    values: (exchange) => valuesOf(flavour, exchange),
    items: (exchange) => itemsOf(flavour, exchange),
    refusal(exchange) {
      const { bytes, at } = message(exchange, responseOf(exchange));
      const code = responseCode(bytes, at);
      return { code, name: nameOf(flavour.responseCodes, code, 'rcode') };
    },
  };
}

/** The message in a PDU: after its length over TCP, and never shorter than a header. */
function message(exchange: Exchange, pdu: PduBytes | null): PduBytes {
  if (pdu === null) return NOTHING;
  const at = exchange.flow.transport === TRANSPORT.tcp ? pdu.at + TCP_LENGTH_BYTES : pdu.at;
  return pdu.end - at < HEADER.bytes ? NOTHING : { ...pdu, at };
}

function subject(exchange: Exchange): PduBytes {
  return message(exchange, subjectOf(exchange));
}

/** `A/plc.example`, `NB/SCADA<20>`. */
function objectOf(flavour: Flavour, { bytes, at, end }: PduBytes, walk: MessageWalk): string {
  const name =
    flavour.netbios && isNetbiosName(bytes, walk.nameAt, end)
      ? netbiosNameAt(bytes, walk.nameAt)
      : nameAt(bytes, at, walk.nameAt, end);
  return `${flavour.types.get(walk.type) ?? `TYPE${walk.type}`}/${name}`;
}

function dataOf(flavour: Flavour, { bytes, at }: PduBytes, walk: MessageWalk): string[] {
  const { type, dataAt, dataEnd } = walk;
  if (!flavour.netbios) return [recordValue(bytes, at, type, dataAt, dataEnd)];
  if (type === RECORD.nb) return netbiosAddresses(bytes, dataAt, dataEnd);
  if (type !== RECORD.nbstat) return [];
  return statusNames(bytes, dataAt, dataEnd).map(
    ({ name, suffix }) => `${name}<${suffix.toString(16).padStart(2, '0')}>`,
  );
}

/** What the answers say; of a registration, what it registers. */
function valuesOf(flavour: Flavour, exchange: Exchange): string[] {
  const response = responseOf(exchange);
  const pdu = response === null ? subject(exchange) : message(exchange, response);
  const section = isResponse(pdu.bytes, pdu.at) ? 1 : 3;
  if (section === 3 && !flavour.netbios) return [];
  const out: string[] = [];
  const walk = new MessageWalk().begin(pdu.bytes, pdu.at, pdu.end);
  while (out.length < OPERATION_VALUES_MAX && walk.next()) {
    if (walk.section === section) out.push(...dataOf(flavour, pdu, walk));
  }
  return out.slice(0, OPERATION_VALUES_MAX);
}

/** Where there are several questions, each; where there is none but several answers, each. */
function itemsOf(flavour: Flavour, exchange: Exchange): Items | undefined {
  const pdu = subject(exchange);
  const { bytes, at, end } = pdu;
  const questions = word16(bytes, at + HEADER.questions);
  const section = questions > 0 ? 0 : 1;
  const count = section === 0 ? questions : word16(bytes, at + HEADER.answers);
  if (count < 2) return undefined;
  const out: Items[number][] = [];
  const walk = new MessageWalk().begin(bytes, at, end);
  while (out.length < OPERATION_ITEMS_MAX && walk.next() && walk.section <= section) {
    const values = section === 1 ? dataOf(flavour, pdu, walk) : [];
    out.push({ object: objectOf(flavour, pdu, walk), count: 1, values });
  }
  return out;
}
