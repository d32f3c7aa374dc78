import { textOf, word16 } from '../bytes.ts';
import { describedBy, type Description, ServiceTable } from '../described/described.ts';
import { type Exchange, OUTCOME, VERB } from '../flow/flow.ts';
import { defineProtocol, RECOGNISED } from '../protocol.ts';
import { errorName, isTftp, readRequest, TFTP, TFTP_SERVICES } from '../tftp/message.ts';

const TABLE = new ServiceTable(TFTP_SERVICES, VERB.read, 2);

/**
 * TFTP. The answer to a request comes from another port, on a flow of its own, so that a request
 * has no outcome; an error is told as it comes. Blocks and their acknowledgements are counted.
 */
export const tftp = defineProtocol({
  name: 'tftp',
  title: 'TFTP',
  standard: 'RFC 1350, RFC 2347',
  depth: 'crossing',
  over: { udp: [69] },
  services: TFTP_SERVICES,
  headerBytes: 4,

  recognise(bytes, at, end, onPort) {
    return isTftp(bytes, at, end, onPort) ? RECOGNISED.yes : RECOGNISED.no;
  },

  roleOf(bytes, at) {
    const code = bytes[at + 1]!;
    if (code === TFTP.read || code === TFTP.write || code === TFTP.acknowledgement) return 0;
    // Errors come from servers, mostly; blocks from either end.
    return code === TFTP.data ? -1 : 1;
  },

  frame: (_bytes, at, end) => end - at,

  parse(context, flow, side, bytes, at, end) {
    const { exchanges, skips } = context;
    const code = bytes[at + 1]!;
    switch (code) {
      case TFTP.read:
      case TFTP.write:
        return exchanges.unconfirmed(flow, side, TABLE.verb(code), bytes, at, end);
      case TFTP.error: {
        const exchange = exchanges.alone(flow, 1 - side, TABLE.verb(code));
        return exchanges.answer(exchange, bytes, at, end, OUTCOME.refused);
      }
      case TFTP.options:
        return skips.reason('tftp_options');
      default:
        skips.reason(code === TFTP.data ? 'tftp_data' : 'tftp_acknowledgement');
    }
  },

  unit: () => null,

  service: (exchange) => TABLE.service(codeOf(exchange)),

  ...describedBy(describe, 'file'),

  refusal({ response, responseAt }) {
    const code = word16(response, responseAt + 2);
    return { code, name: errorName(code) };
  },
});

function codeOf({ request, requestBytes, response, responseAt }: Exchange): number {
  return requestBytes > 0 ? request[1]! : response[responseAt + 1]!;
}

function describe(exchange: Exchange): Description {
  const { request, requestBytes, response, responseAt, responseEnd } = exchange;
  if (requestBytes === 0) {
    return { object: 'transfer', values: [textOf(response, responseAt + 4, responseEnd)] };
  }
  const asked = readRequest(request, 0, requestBytes);
  if (asked === null) return {};
  return { object: asked.file, values: [asked.mode, ...asked.options] };
}
