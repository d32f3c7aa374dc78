import type { Operation } from '@bulkhead/model';
import { defineOracle } from './oracle.ts';

const SECURITY = 2;

/** Versions of both ends, and the result of security. */
export const vnc = defineOracle({
  protocols: ['vnc'],
  filter: 'vnc.server_proto_ver || vnc.client_proto_ver || vnc.auth_result',
  decodeAs: [['tcp.port', 'vnc']],
  fields: ['vnc.server_proto_ver', 'vnc.client_proto_ver', 'vnc.auth_result'],

  theirs([servers, clients, results]) {
    return [
      ...servers!.map((version) => `server ${shortVersion(version)}`),
      ...clients!.map((version) => `client ${shortVersion(version)}`),
      ...results!.map((result) => `result ${result === '0' || result === 'False' ? 0 : 1}`),
    ];
  },

  // The server is the first to tell its version.
  ours(operation: Operation) {
    if (operation.service.code === SECURITY) {
      const told = operation.outcome === 'ok' || (operation.refusal?.code ?? 0) > 0;
      const result = `result ${operation.outcome === 'ok' ? 0 : 1}`;
      return { request: [], response: told ? [result] : [] };
    }
    const of = (end: string): string[] =>
      (operation.items ?? [])
        .filter(({ object }) => object === end)
        .map(({ values }) => `${end} ${String(values[0])}`);
    return { request: of('server'), response: of('client') };
  },
});

/** `003.008` as `3.8`. */
function shortVersion(version: string): string {
  return version
    .split('.')
    .map((part) => String(Number(part)))
    .join('.');
}
