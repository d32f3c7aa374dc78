import { describedBy } from '../described/described.ts';
import { OUTCOME } from '../flow/flow.ts';
import { PCOM_SERVICES, PCOM_TABLE } from '../pcom/commands.ts';
import {
  BINARY,
  BINARY_BYTES_MIN,
  bodyOf,
  checksumsHold,
  HEADER,
  isAnswer,
  isBinary,
  messageLength,
  serviceCode,
  startsWell,
  transactionOf,
  unitOf,
} from '../pcom/message.ts';
import { textOf } from '../bytes.ts';
import { codeOf, describePcom } from '../pcom/reading.ts';
import { defineProtocol, FRAMING, type PduContext, RECOGNISED } from '../protocol.ts';

const ERROR = 0xff;
const GET_NAME = 0x0c;
/** `ID`, model of six, hardware of one, version of three and three, build of two. */
const IDENTITY = /^ID(.{6})(.)(\d{3})(\d{3})(.{2})/;

/** PCOM of Unitronics controllers in TCP, in both its modes. Paired by transaction and mode. */
export const pcom = defineProtocol({
  name: 'pcom',
  title: 'Unitronics PCOM',
  standard: 'Unitronics PCOM Protocol; numbers of programming commands from published research',
  depth: 'operation',
  over: { tcp: [20256] },
  services: PCOM_SERVICES,
  headerBytes: 7,

  recognise(bytes, at, end, onPort) {
    const length = messageLength(bytes, at, end);
    if (length < 0) return RECOGNISED.no;
    if (length === 0 || end - at < HEADER.bytes + BINARY.id) return RECOGNISED.moreBytes;
    if (!startsWell(bytes, at)) return RECOGNISED.no;
    if (onPort) return RECOGNISED.yes;
    if (end - at < length) return RECOGNISED.moreBytes;
    return checksumsHold(bytes, at, at + length) ? RECOGNISED.yes : RECOGNISED.no;
  },

  roleOf(bytes, at, end) {
    return end - at > HEADER.bytes + BINARY.secondId && isAnswer(bytes, at) ? 1 : 0;
  },

  frame(bytes, at, end) {
    const length = messageLength(bytes, at, end);
    if (length === 0) return FRAMING.moreBytes;
    return length < 0 ? FRAMING.outOfStep : length;
  },

  parse(context, bytes, at, end) {
    const { exchanges, whole } = context;
    const least = HEADER.bytes + (isBinary(bytes, at) ? BINARY_BYTES_MIN : BINARY.secondId);
    if (end - at < least || !startsWell(bytes, at)) {
      if (whole) context.anomaly('pcom_malformed');
      return context.skips.reason('pcom_malformed');
    }

    const code = serviceCode(bytes, at, end);
    const verb = PCOM_TABLE.verb(code);
    const key = transactionOf(bytes, at);
    const bad = whole && !checksumsHold(bytes, at, end);
    if (!isAnswer(bytes, at)) {
      const exchange = exchanges.request(key, verb, bytes, at, end);
      if (!whole) exchange.anomaly('cut_by_snaplen', end - at);
      if (bad) exchange.anomaly('checksum_mismatch', end - at - 3);
      if (!PCOM_TABLE.has(code)) exchange.anomaly('unknown_command', HEADER.bytes);
      return;
    }
    let exchange = exchanges.asked(key);
    if (exchange === null) {
      exchange = exchanges.alone(verb);
      exchange.anomaly('response_without_request', 0);
    }
    if (!whole) exchange.anomaly('cut_by_snaplen', end - at);
    if (bad) exchange.anomaly('response_checksum_mismatch', end - at - 3);
    const refused = isBinary(bytes, at) && code === ERROR;
    if (!refused) tellIdentity(context, bytes, at, end);
    exchanges.answer(exchange, bytes, at, end, refused ? OUTCOME.refused : OUTCOME.ok);
  },

  unit({ request, requestBytes, response, responseAt, responseEnd }) {
    if (requestBytes > 0) return orNull(unitOf(request, 0));
    return responseEnd > responseAt ? orNull(unitOf(response, responseAt)) : null;
  },

  service: (exchange) => PCOM_TABLE.service(codeOf(exchange)),

  ...describedBy(describePcom, 'controller'),

  refusal({ response, responseAt }) {
    const code = response[responseAt + HEADER.bytes + BINARY.details] ?? 0;
    return { code, name: `error_${code}` };
  },
});

function orNull(unit: number): number | null {
  return unit < 0 ? null : unit;
}

/** Model, hardware and version of an identification, and the name that somebody gave. */
function tellIdentity(context: PduContext, bytes: Uint8Array, at: number, end: number): void {
  if (isBinary(bytes, at)) {
    if (serviceCode(bytes, at, end) !== GET_NAME) return;
    const start = at + HEADER.bytes + BINARY.data;
    if (end - 3 > start) context.sighting('name', textOf(bytes, start, end - 3));
    return;
  }
  if (bytes[at + HEADER.bytes + 4] !== 0x49) return;
  const found = IDENTITY.exec(bodyOf(bytes, at, end));
  if (found === null) return;
  const [, model = '', hardware = '', major = '', minor = '', build = ''] = found;
  context.sighting('vendor', 'Unitronics');
  context.sighting('model', model.trim());
  context.sighting('hardware', hardware);
  context.sighting('firmware', `${Number(major)}.${Number(minor)} build ${build}`);
}
