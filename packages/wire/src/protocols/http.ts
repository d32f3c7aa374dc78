import { methodOf, RESPONSE_ONLY, SERVICES, UNKNOWN_METHOD } from '../http/methods.ts';
import { objectOf, statusOfAnswer } from '../http/reading.ts';
import { isResponse, recogniseHead } from '../http/start-line.ts';
import { refusalName } from '../http/statuses.ts';
import { takeBytes } from '../http/stream.ts';
import { defineProtocol } from '../protocol.ts';

/**
 * HTTP/1.x: requests with their answers, in order (pipelining included). Bodies are passed over and
 * never kept; of a request its line without values of the query, of an answer its status.
 */
export const http = defineProtocol({
  name: 'http',
  title: 'HTTP/1.x',
  standard: 'RFC 9112; RFC 9110',
  depth: 'crossing',
  over: { tcp: [80, 8080] },
  services: [...SERVICES, UNKNOWN_METHOD],
  recognise: recogniseHead,

  roleOf(bytes, at, end) {
    return isResponse(bytes, at, end) ? 1 : 0;
  },

  parse: takeBytes,

  service(exchange) {
    const { request, requestBytes } = exchange;
    const { code, name } = requestBytes === 0 ? RESPONSE_ONLY : methodOf(request, 0, requestBytes);
    return { code, name };
  },

  object: objectOf,

  values(exchange) {
    const status = statusOfAnswer(exchange);
    return status === 0 ? [] : [status];
  },

  refusal(exchange) {
    const code = statusOfAnswer(exchange);
    return { code, name: refusalName(code) };
  },
});
