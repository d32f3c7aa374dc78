import { isToGroup } from '../crossing/address.ts';
import { describedBy } from '../described/described.ts';
import { OUTCOME } from '../flow/flow.ts';
import {
  commandOf,
  isAnswer,
  isProbe,
  isProbeMessage,
  messageLength,
  probeNumber,
  referenceOf,
  START_BYTES,
  statusOf,
} from '../melsoft/message.ts';
import { codeOf, describeMelsoft, modelOf, userOf } from '../melsoft/reading.ts';
import { COMMAND, MELSOFT_SERVICES, MELSOFT_TABLE, PROBE } from '../melsoft/services.ts';
import { defineProtocol, FRAMING, type PduContext, RECOGNISED, TRANSPORT } from '../protocol.ts';
import { endCodeName } from '../slmp/commands.ts';

/**
 * MELSOFT, which GX Works speaks with controllers of Mitsubishi: control, users, files, devices and
 * searches of the network. Paired by the number that the answer repeats. Over UDP the software
 * sends to everybody: then what was asked and what became of it are two operations.
 */
export const melsoft = defineProtocol({
  name: 'melsoft',
  title: 'Mitsubishi MELSOFT',
  standard: 'No public standard; published research (CVE-2021-20594 and on), and captures',
  depth: 'operation',
  over: { tcp: [5562], udp: [5560, 5561] },
  services: MELSOFT_SERVICES,

  recognise(bytes, at, end, onPort, transport) {
    if (end > at && isProbe(bytes, at)) {
      const isKnown = onPort && transport === TRANSPORT.udp && isProbeMessage(bytes, at, end);
      return isKnown ? RECOGNISED.yes : RECOGNISED.no;
    }
    const length = messageLength(bytes, at, end);
    if (length < 0) return RECOGNISED.no;
    if (length === 0) return RECOGNISED.moreBytes;
    if (transport === TRANSPORT.udp && length !== end - at) return RECOGNISED.no;
    return RECOGNISED.yes;
  },

  roleOf(bytes, at, end) {
    if (end === at) return -1;
    return isAnswer(bytes, at) ? 1 : 0;
  },

  frame(bytes, at, end, transport) {
    if (transport === TRANSPORT.udp) return end - at;
    const length = messageLength(bytes, at, end);
    if (length === 0) return FRAMING.moreBytes;
    return length < 0 ? FRAMING.outOfStep : length;
  },

  parse(context, bytes, at, end) {
    const { exchanges, whole, flow, side } = context;
    const probes = isProbe(bytes, at) && isProbeMessage(bytes, at, end);
    const isWhole = end - at >= START_BYTES && messageLength(bytes, at, end) > 0;
    const code = probes ? PROBE : isWhole ? commandOf(bytes, at, end) : -1;
    if (code < 0) {
      if (whole) context.anomaly('melsoft_malformed');
      return context.skips.reason('melsoft_malformed');
    }
    const key = probes ? probeNumber(bytes, at) : referenceOf(bytes, at);
    const verb = MELSOFT_TABLE.verb(code);
    if (!isAnswer(bytes, at)) {
      const waits = !isToGroup(context);
      const exchange = waits
        ? exchanges.request(key, verb, bytes, at, end)
        : exchanges.sent(verb, bytes, at, end);
      if (!whole) exchange.anomaly('cut_by_snaplen', end - at);
      if (!waits) exchanges.finishSent(exchange);
      return;
    }
    let exchange = exchanges.asked(key);
    if (exchange === null) {
      exchange = exchanges.alone(verb);
      // What was sent to everybody has its answer in a flow of its own.
      if (flow.transport === TRANSPORT.tcp) exchange.anomaly('response_without_request', 0);
    }
    if (!whole) exchange.anomaly('cut_by_snaplen', end - at);
    const refused = !probes && statusOf(bytes, at) !== 0;
    if (!refused) tellIdentity(context, code, bytes, at, end);
    const user = !refused && code === COMMAND.logUserIn ? userOf(exchange) : '';
    if (user !== '') context.sighting('user', user, 1 - side);
    exchanges.answer(exchange, bytes, at, end, refused ? OUTCOME.refused : OUTCOME.ok);
  },

  service(exchange) {
    const code = codeOf(exchange);
    return code < 0 ? { code: 0, name: 'unknown_service' } : MELSOFT_TABLE.service(code);
  },

  ...describedBy(describeMelsoft, 'controller'),

  refusal({ response, responseAt }) {
    const code = statusOf(response, responseAt);
    return { code, name: endCodeName(code) };
  },
});

function tellIdentity(
  context: PduContext,
  code: number,
  bytes: Uint8Array,
  at: number,
  end: number,
): void {
  if (code !== COMMAND.open) return;
  const model = modelOf(bytes, at, end);
  if (model === '') return;
  context.sighting('vendor', 'Mitsubishi Electric');
  context.sighting('model', model);
}
