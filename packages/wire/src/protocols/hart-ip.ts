import { SERVICES } from '../hart-ip/commands.ts';
import { parseMessage } from '../hart-ip/parse.ts';
import { AT, frame, HEADER_BYTES, recognise, TYPE } from '../hart-ip/pdu.ts';
import {
  countOf,
  itemsOf,
  objectOf,
  refusalOf,
  serviceOf,
  techniquesIn,
  unitOf,
  valuesOf,
} from '../hart-ip/reading.ts';
import { defineProtocol } from '../protocol.ts';

/**
 * HART-IP: sessions, and HART commands in token-passing frames or direct PDUs, over TCP and UDP.
 * Paired by message identifier and sequence number.
 */
export const hartIp = defineProtocol({
  name: 'hart_ip',
  title: 'HART-IP',
  standard: 'HCF_SPEC-085 (HART-IP) with HCF_SPEC-127 and HCF_SPEC-151',
  depth: 'operation',
  over: { tcp: [5094], udp: [5094, 5095] },
  services: SERVICES,
  symmetric: true,
  headerBytes: HEADER_BYTES,

  recognise,

  roleOf(bytes, at, end) {
    if (at + HEADER_BYTES > end) return -1;
    return bytes[at + AT.type] === TYPE.request ? 0 : 1;
  },

  frame,
  parse: parseMessage,
  unit: unitOf,
  service: serviceOf,
  object: objectOf,

  count: countOf,
  values: valuesOf,
  items: itemsOf,
  refusal: refusalOf,
  techniques: techniquesIn,
});
