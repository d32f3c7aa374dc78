import { textOf } from '../bytes.ts';
import { type Exchange, VERB } from '../flow/flow.ts';
import { defineProtocol, RECOGNISED } from '../protocol.ts';
import { COMMAND, isNegotiation, optionName } from '../telnet/options.ts';
import { takeBytes } from '../telnet/stream.ts';

const SERVICE = {
  negotiate: { code: 1, name: 'negotiate' },
  login: { code: 2, name: 'login' },
} as const;
/** A command with its option. */
const NEGOTIATION_BYTES = 3;
/** Two negotiations are needed off the port. */
const OFF_PORT_BYTES = 2 * NEGOTIATION_BYTES;
const OPTION_MAX = 49;

/**
 * Telnet: that it is used, who logs in and whether it worked. Prompts are recognised by their usual
 * words; neither passwords nor what is typed or shown is kept.
 */
export const telnet = defineProtocol({
  name: 'telnet',
  title: 'Telnet',
  standard: 'RFC 854; RFC 855; RFC 1091; RFC 1572',
  depth: 'crossing',
  over: { tcp: [23] },
  services: [
    { ...SERVICE.negotiate, verb: VERB.connect },
    { ...SERVICE.login, verb: VERB.connect },
  ],

  recognise(bytes, at, end, onPort) {
    if (bytes[at] !== COMMAND.iac) return RECOGNISED.no;
    const needed = onPort ? NEGOTIATION_BYTES : OFF_PORT_BYTES;
    for (let i = at; i < Math.min(end, at + needed); i++) {
      const place = (i - at) % NEGOTIATION_BYTES;
      const byte = bytes[i]!;
      const sub = onPort && byte === COMMAND.sub;
      if (place === 0 && byte !== COMMAND.iac) return RECOGNISED.no;
      if (place === 1 && !isNegotiation(byte) && !sub) return RECOGNISED.no;
      if (place === 2 && !onPort && byte > OPTION_MAX) return RECOGNISED.no;
    }
    return end - at < needed ? RECOGNISED.moreBytes : RECOGNISED.yes;
  },

  parse: takeBytes,

  service(exchange) {
    return isNegotiated(exchange) ? SERVICE.negotiate : SERVICE.login;
  },

  object(exchange) {
    const { request, requestBytes } = exchange;
    if (isNegotiated(exchange)) return `option/${optionName(request[1]!)}`;
    return requestBytes === 0 ? 'session' : `user/${textOf(request, 0, requestBytes)}`;
  },

  refusal() {
    return { code: 1, name: 'login_failed' };
  },
});

/** What is negotiated starts with a command, which no name does. */
function isNegotiated({ request, requestBytes }: Exchange): boolean {
  return requestBytes === 2 && isNegotiation(request[0]!);
}
