import {
  addressOf,
  causeOf,
  countOf,
  itemsOf,
  objectOf,
  refusalOf,
  serviceOf,
  techniquesIn,
  unitOf,
  valuesOf,
} from '../dnp3/reading.ts';
import { SERVICES } from '../dnp3/functions.ts';
import { CONTROL, frame, HEADER_BYTES, recognise } from '../dnp3/link.ts';
import { parseFrame } from '../dnp3/parse.ts';
import { defineProtocol } from '../protocol.ts';

/**
 * DNP3 over TCP and UDP: link frames with CRCs, messages over several of them, requests paired with
 * responses by both addresses and sequence number. A response's later fragments, and what an
 * outstation sends unasked, are operations of their own.
 */
export const dnp3 = defineProtocol({
  name: 'dnp3',
  title: 'DNP3',
  standard: 'IEEE 1815-2012',
  depth: 'operation',
  over: { tcp: [20_000], udp: [20_000] },
  services: SERVICES,
  symmetric: true,
  headerBytes: HEADER_BYTES,

  recognise,

  roleOf(bytes, at, end) {
    if (at + HEADER_BYTES > end) return -1;
    return (bytes[at + 3]! & CONTROL.fromMaster) === 0 ? 1 : 0;
  },

  frame,
  parse: parseFrame,
  unit: unitOf,
  service: serviceOf,
  object: objectOf,
  address: addressOf,
  count: countOf,
  values: valuesOf,
  items: itemsOf,
  refusal: refusalOf,
  cause: causeOf,
  techniques: techniquesIn,
});
