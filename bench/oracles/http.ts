import type { Operation } from '@bulkhead/model';
import { defineOracle } from './oracle.ts';

/** Longer objects are cut by us. */
const COMPARED_CHARACTERS = 200;

/** Methods, hosts with paths, and statuses, where each head ends. */
export const http = defineOracle({
  protocols: ['http'],
  filter: 'http && tcp && (http.request.method || http.response.code)',
  // With bodies put together it would tell of a message where its body ends, not its head.
  options: ['-o', 'http.desegment_body:FALSE'],
  decodeAs: [['tcp.port', 'http']],
  fields: ['http.request.method', 'http.request.full_uri', 'http.response.code'],

  theirs([methods, uris, statuses]) {
    return [
      ...methods!.map((method) => `method ${method.toLowerCase()}`),
      ...uris!.map((uri) => `object ${plain(uri.replace(/^http:\/\//, ''))}`),
      // What is not final answers nothing, except for a change of protocol.
      ...statuses!.filter((code) => Number(code) >= 200 || code === '101').map(statusClaim),
    ];
  },

  ours(operation: Operation) {
    const { service, object } = operation;
    const method = service.code === 255 ? [] : [`method ${service.name}`];
    return {
      request: [...method, `object ${plain(object)}`],
      response: operation.values.map((status) => statusClaim(String(status))),
    };
  },
});

function statusClaim(status: string): string {
  return `status ${status}`;
}

/** Without the query, of which we keep only names. */
function plain(uri: string): string {
  return uri.split(/[?#]/)[0]!.slice(0, COMPARED_CHARACTERS);
}
