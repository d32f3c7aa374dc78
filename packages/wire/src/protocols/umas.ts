import { forgetVariables } from '../umas/dictionary.ts';
import { UMAS_SERVICES } from '../umas/functions.ts';
import { EXCEPTION, MODBUS_FUNCTION } from '../umas/message.ts';
import { parseUmas } from '../umas/parse.ts';
import {
  addressOf,
  countOf,
  itemsOf,
  objectOf,
  refusalOf,
  serviceOf,
  unitOf,
  valuesOf,
} from '../umas/reading.ts';
import { defineProtocol, RECOGNISED } from '../protocol.ts';

/**
 * UMAS: what Schneider's engineering software and Modicon controllers say to each other within
 * Modbus function 0x5A. Its codes are known from published research alone.
 */
export const umas = defineProtocol({
  name: 'umas',
  title: 'UMAS',
  standard: 'not published; M. Liras, The Unity (UMAS) protocol; Apache PLC4X; Redpoint',
  depth: 'operation',
  over: { within: ['modbus'] },
  services: UMAS_SERVICES,

  recognise(bytes, at, end) {
    const fits = at < end && (bytes[at]! & ~EXCEPTION) === MODBUS_FUNCTION;
    return fits ? RECOGNISED.yes : RECOGNISED.no;
  },

  parse: parseUmas,
  close: forgetVariables,
  unit: unitOf,
  service: serviceOf,
  object: objectOf,
  address: addressOf,
  count: countOf,
  values: valuesOf,
  items: itemsOf,
  refusal: refusalOf,
});
