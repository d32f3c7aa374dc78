import { word16 } from '../bytes.ts';
import { describedBy, ServiceTable } from '../described/described.ts';
import { type Exchange, OUTCOME, VERB } from '../flow/flow.ts';
import { isNtp, MODE, modeOf, NTP_SERVICES, OFFSET, serviceCode } from '../ntp/message.ts';
import { codeOf, describeNtp, referenceOf, variablesOf } from '../ntp/reading.ts';
import { word32 } from '../packet/packet.ts';
import { defineProtocol, type PduContext, RECOGNISED } from '../protocol.ts';

const TABLE = new ServiceTable(NTP_SERVICES, VERB.discover, 3);
/** Bits of the second byte of a control message: it answers, and it tells of an error. */
const CONTROL = { response: 0x80, error: 0x40 } as const;
const PRIVATE_RESPONSE = 0x80;

/**
 * NTP: who asks whom for the time. A server's time is paired by the time that its client gave it;
 * control messages by their sequence number. Servers that refuse say so at stratum 0.
 */
export const ntp = defineProtocol({
  name: 'ntp',
  title: 'NTP',
  standard: 'RFC 5905; RFC 9327 (control messages)',
  depth: 'crossing',
  over: { udp: [123] },
  services: NTP_SERVICES,
  symmetric: true,

  recognise(bytes, at, end, onPort) {
    return isNtp(bytes, at, end, onPort) ? RECOGNISED.yes : RECOGNISED.no;
  },

  roleOf(bytes, at) {
    return isAnswer(bytes, at) ? 1 : 0;
  },

  parse(context, bytes, at, end) {
    const { exchanges } = context;
    const code = serviceCode(bytes, at);
    const verb = TABLE.verb(code);
    if (verb === VERB.report) return exchanges.report(verb, bytes, at, end);
    if (!isAnswer(bytes, at)) {
      // Symmetric peers tell each other their time, and neither answers the other.
      if (
        modeOf(bytes, at) === MODE.symmetricActive ||
        modeOf(bytes, at) === MODE.symmetricPassive
      ) {
        return exchanges.unconfirmed(verb, bytes, at, end);
      }
      exchanges.request(keyOf(bytes, at, OFFSET.transmit), verb, bytes, at, end);
      return;
    }
    let exchange = exchanges.asked(keyOf(bytes, at, OFFSET.originate));
    if (exchange === null) {
      exchange = exchanges.alone(verb);
      exchange.anomaly('response_without_request', 0);
    }
    tellVariables(context, bytes, at, end, exchange);
    const outcome = isRefusal(bytes, at) ? OUTCOME.refused : OUTCOME.ok;
    exchanges.answer(exchange, bytes, at, end, outcome);
  },

  service: (exchange) => TABLE.service(codeOf(exchange)),

  ...describedBy(describeNtp, 'clock'),

  refusal({ response, responseAt }) {
    if (modeOf(response, responseAt) !== MODE.server) {
      const code = response[responseAt + 4]!;
      return { code, name: `control_error_${code}` };
    }
    return { code: 0, name: `kiss_${referenceOf(response, responseAt).toLowerCase()}` };
  },
});

function isAnswer(bytes: Uint8Array, at: number): boolean {
  const mode = modeOf(bytes, at);
  if (mode === MODE.control) return (bytes[at + 1]! & CONTROL.response) !== 0;
  if (mode === MODE.reserved) return (bytes[at]! & PRIVATE_RESPONSE) !== 0;
  return mode === MODE.server;
}

/** A kiss-o'-death, RFC 5905 §7.4, or a control message with its error bit set. */
function isRefusal(bytes: Uint8Array, at: number): boolean {
  const mode = modeOf(bytes, at);
  if (mode === MODE.control) return (bytes[at + 1]! & CONTROL.error) !== 0;
  return mode === MODE.server && bytes[at + OFFSET.stratum] === 0;
}

/** What pairs two messages: the low half of the time given, or the sequence number. */
function keyOf(bytes: Uint8Array, at: number, time: number): number {
  const mode = modeOf(bytes, at);
  if (mode === MODE.control) return word16(bytes, at + 2);
  if (mode === MODE.reserved) return bytes[at + 3]!;
  return word32(bytes, at + time + 4) ^ word32(bytes, at + time);
}

/** `version="ntpd 4.2.8", system="Linux/5.10"`: the variables of a system, asked by control. */
function tellVariables(
  context: PduContext,
  bytes: Uint8Array,
  at: number,
  end: number,
  exchange: Exchange,
): void {
  if (modeOf(bytes, at) !== MODE.control || codeOf(exchange) !== serviceCode(bytes, at)) return;
  const text = variablesOf(bytes, at, end);
  const software = /version="([^"]*)"/.exec(text)?.[1] ?? '';
  const system = /system="([^"]*)"/.exec(text)?.[1] ?? '';
  context.sighting('software', software);
  context.sighting('os', system);
}
