import { defineProtocol, RECOGNISED } from '../protocol.ts';
import { S7_SERVICES } from '../s7comm/functions.ts';
import { parseS7 } from '../s7comm/parse.ts';
import { isS7Header } from '../s7comm/pdu.ts';
import {
  addressOf,
  countOf,
  itemsOf,
  objectOf,
  refusalOf,
  serviceOf,
  valuesOf,
} from '../s7comm/reading.ts';
import { techniquesOfService } from '../s7comm/techniques.ts';

/**
 * S7comm: the protocol of SIMATIC S7-300/400 (and 1200/1500 where they allow it) over COTP. Paired
 * by PDU reference and by who asked.
 */
export const s7comm = defineProtocol({
  name: 's7comm',
  title: 'S7comm',
  standard: 'not published; as analysers agree on it',
  depth: 'operation',
  over: { within: ['cotp'] },
  services: S7_SERVICES,

  recognise(bytes, at, end) {
    return isS7Header(bytes, at, end) ? RECOGNISED.yes : RECOGNISED.no;
  },

  parse: parseS7,
  service: serviceOf,
  object: objectOf,
  address: addressOf,
  count: countOf,
  values: valuesOf,
  items: itemsOf,
  refusal: refusalOf,
  techniques: (exchange) => techniquesOfService(serviceOf(exchange).name),
});
