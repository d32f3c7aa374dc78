import { OUTCOME } from '../flow/flow.ts';
import { defineProtocol, RECOGNISED } from '../protocol.ts';
import { S7_PLUS_SERVICES } from '../s7comm-plus/functions.ts';
import { needsNoAnswer, parsePlus } from '../s7comm-plus/parse.ts';
import { isPlusHeader } from '../s7comm-plus/pdu.ts';
import {
  countOf,
  objectOf,
  refusalOf,
  serviceOf,
  techniquesOf,
  unitOf,
  valuesOf,
} from '../s7comm-plus/reading.ts';

/**
 * S7comm-plus: the protocol of SIMATIC S7-1200 and S7-1500 over COTP, as far as function, object
 * and answer. Paired by sequence number. From TIA V17 on it can be within TLS, of which only the
 * opening is seen.
 */
export const s7commPlus = defineProtocol({
  name: 's7comm_plus',
  title: 'S7comm-plus',
  standard: 'not published',
  depth: 'header',
  over: { within: ['cotp'] },
  services: S7_PLUS_SERVICES,

  recognise(bytes, at, end) {
    return isPlusHeader(bytes, at, end) ? RECOGNISED.yes : RECOGNISED.no;
  },

  parse: parsePlus,

  unanswered(exchange) {
    if (needsNoAnswer(exchange)) exchange.outcome = OUTCOME.unconfirmed;
  },

  unit: unitOf,
  service: serviceOf,
  object: objectOf,
  count: countOf,
  values: valuesOf,
  refusal: refusalOf,
  techniques: techniquesOf,
});
