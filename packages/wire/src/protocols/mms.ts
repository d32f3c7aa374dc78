import {
  causeOf,
  countOf,
  itemsOf,
  objectOf,
  refusalOf,
  serviceOf,
  techniquesOf,
  valuesOf,
} from '../mms/reading.ts';
import { parseMms, recogniseMms } from '../mms/parse.ts';
import { MMS_SERVICES } from '../mms/services.ts';
import { defineProtocol, RECOGNISED } from '../protocol.ts';

/**
 * MMS (ISO 9506) over ACSE, presentation and session, or bare on COTP as some devices speak it.
 * Names and the meaning of variables follow IEC 61850-8-1. Paired by invoke identifier; either end
 * may ask.
 */
export const mms = defineProtocol({
  name: 'mms',
  title: 'MMS (IEC 61850)',
  standard: 'ISO 9506-2; IEC 61850-8-1; ISO 8650-1, 8823-1, 8327-1',
  depth: 'operation',
  over: { within: ['cotp'] },
  services: MMS_SERVICES,
  symmetric: true,

  recognise(bytes, at, end) {
    return recogniseMms(bytes, at, end) ? RECOGNISED.yes : RECOGNISED.no;
  },

  parse: parseMms,

  service: serviceOf,
  object: objectOf,
  count: countOf,
  values: valuesOf,
  items: itemsOf,
  refusal: refusalOf,
  cause: causeOf,
  techniques: techniquesOf,
});
