import { word16 } from '../bytes.ts';
import { SERVICES } from '../profinet-dcp/names.ts';
import { parseDcp } from '../profinet-dcp/parse.ts';
import { DCP, FRAME_ID } from '../profinet-dcp/pdu.ts';
import {
  countOf,
  itemsOf,
  objectOf,
  refusalOf,
  serviceOf,
  techniquesOf,
  valuesOf,
} from '../profinet-dcp/reading.ts';
import { defineProtocol, RECOGNISED } from '../protocol.ts';

/**
 * PROFINET DCP: who is there, under which name and address, and the setting of both. It has no
 * authentication. Paired by xid; answers to a question to everybody stand alone.
 */
export const profinetDcp = defineProtocol({
  name: 'profinet_dcp',
  title: 'PROFINET DCP',
  standard: 'IEC 61158-6-10, Discovery and Configuration Protocol',
  depth: 'operation',
  over: { ethernet: [0x8892] },
  services: SERVICES,
  symmetric: true,

  recognise(bytes, at, end, onPort) {
    if (!onPort || end - at < DCP.blocks) return RECOGNISED.no;
    const id = word16(bytes, at);
    if (id < FRAME_ID.hello || id > FRAME_ID.identified) return RECOGNISED.no;
    // Service and type have few values; a frame with others is not one of DCP.
    return bytes[at + DCP.service]! <= 0x0f && bytes[at + DCP.type]! <= 0x0f
      ? RECOGNISED.yes
      : RECOGNISED.no;
  },

  parse(context, bytes, at, end) {
    if (end - at < DCP.blocks) return context.skips.reason('profinet_dcp_too_short');
    parseDcp(context, bytes, at, end);
  },

  service: serviceOf,
  object: objectOf,

  count: countOf,
  values: valuesOf,
  items: itemsOf,
  refusal: refusalOf,
  techniques: techniquesOf,
});
