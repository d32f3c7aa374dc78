import { textOf, word16 } from '../bytes.ts';
import { findCall, noteCall } from '../described/calls.ts';
import { describedBy, type Description, ServiceTable } from '../described/described.ts';
import { type Exchange, type Flow, OUTCOME, VERB } from '../flow/flow.ts';
import { defineProtocol, type PduContext, RECOGNISED } from '../protocol.ts';
import {
  errorName,
  isFirstAnswer,
  isTftp,
  readRequest,
  TFTP,
  TFTP_SERVICES,
} from '../tftp/message.ts';

const TABLE = new ServiceTable(TFTP_SERVICES, VERB.read, 2);

/**
 * TFTP. The answer to a request comes from another port, on a flow of its own: the first block, an
 * acknowledgement or an error. What follows it is counted; a later error is told as it comes.
 */
export const tftp = defineProtocol({
  name: 'tftp',
  title: 'TFTP',
  standard: 'RFC 1350, RFC 2347',
  depth: 'crossing',
  over: { udp: [69] },
  services: TFTP_SERVICES,
  // On the flow of a transfer who asked is known from the request, not from a port.
  symmetric: true,

  recognise(bytes, at, end, onPort) {
    return isTftp(bytes, at, end, onPort) ? RECOGNISED.yes : RECOGNISED.no;
  },

  roleOf(bytes, at) {
    const code = bytes[at + 1]!;
    if (code === TFTP.read || code === TFTP.write || code === TFTP.acknowledgement) return 0;
    // Errors come from servers, mostly; blocks from either end.
    return code === TFTP.data ? -1 : 1;
  },

  parse(context, bytes, at, end) {
    const { exchanges, skips, flow, side } = context;
    const code = bytes[at + 1]!;
    switch (code) {
      case TFTP.read:
      case TFTP.write: {
        const key = callerKey(flow, side);
        exchanges.request(key, TABLE.verb(code), bytes, at, end);
        return noteCall(context, key);
      }
      case TFTP.error: {
        const asked = askedBy(context);
        const exchange = asked ?? exchanges.alone(TABLE.verb(code));
        return exchanges.answer(exchange, bytes, at, end, OUTCOME.refused);
      }
      default:
        break;
    }
    if (isFirstAnswer(bytes, at, end)) {
      const asked = askedBy(context);
      if (asked !== null) exchanges.answer(asked, bytes, at, end, OUTCOME.ok);
    }
    switch (code) {
      case TFTP.options:
        return skips.reason('tftp_options');
      default:
        skips.reason(code === TFTP.data ? 'tftp_data' : 'tftp_acknowledgement');
    }
  },

  service: (exchange) => TABLE.service(codeOf(exchange)),

  ...describedBy(describe, 'file'),

  refusal({ response, responseAt }) {
    const code = word16(response, responseAt + 2);
    return { code, name: errorName(code) };
  },
});

/** Stands for the end `side` of a flow and the address of the other one. */
function callerKey(flow: Flow, side: number): number {
  let key = flow.port(side);
  for (let i = 0; i < 4; i++) {
    key = Math.imul(key ^ flow.words[side * 4 + i]!, 0x01000193);
    key = Math.imul(key ^ flow.words[(1 - side) * 4 + i]!, 0x01000193);
  }
  return key | 0;
}

/** The request that the end `side` answers, whatever port it answers from. */
function askedBy(context: PduContext): Exchange | null {
  const { flow, side } = context;
  return findCall(context, callerKey(flow, 1 - side));
}

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
