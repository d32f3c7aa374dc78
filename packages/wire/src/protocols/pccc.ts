import { IS_RESPONSE, isRefusedHeader, RESPONSE_BYTES_MIN } from '../cip/message.ts';
import { SERVICE } from '../cip/services.ts';
import { PCCC_SERVICES } from '../pccc/functions.ts';
import { parsePccc } from '../pccc/parse.ts';
import { addressOf, countOf, objectOf, refusalOf, serviceOf, valuesOf } from '../pccc/reading.ts';
import { defineProtocol, RECOGNISED } from '../protocol.ts';

const EXECUTE = SERVICE.executePccc;

/**
 * PCCC: the commands of SLC 500, MicroLogix and PLC-5, which the PCCC object of CIP executes. It is
 * paired as CIP is; the transaction number has to agree.
 */
export const pccc = defineProtocol({
  name: 'pccc',
  title: 'PCCC',
  standard: 'Allen-Bradley DF1 Protocol and Command Set, publication 1770-6.5.16',
  depth: 'operation',
  over: { within: ['cip'] },
  services: PCCC_SERVICES,

  recognise(bytes, at, end) {
    if (isRefusedHeader(bytes, at, end)) return RECOGNISED.yes;
    const fits = end - at >= RESPONSE_BYTES_MIN && (bytes[at]! & ~IS_RESPONSE) === EXECUTE;
    return fits ? RECOGNISED.yes : RECOGNISED.no;
  },

  parse: parsePccc,
  service: serviceOf,
  object: objectOf,
  address: addressOf,
  count: countOf,
  values: valuesOf,
  refusal: refusalOf,
});
