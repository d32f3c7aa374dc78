import { defineOracle } from './oracle.ts';

/** Negotiations of RDP and why they failed. */
export const rdp = defineOracle({
  protocols: ['rdp'],
  filter: 'rdp.neg_type',
  decodeAs: [['tcp.port', 'tpkt']],
  fields: ['rdp.neg_type', 'rdp.negFailure.failureCode'],

  theirs([kinds = [], failures = []]) {
    const claims = kinds.map((kind) => (Number(kind) === 1 ? 'asks' : 'answers'));
    return [...claims, ...failures.map((code) => `failure ${Number(code)}`)];
  },

  ours({ service, refusal, frames }) {
    if (service.name !== 'connection_request') return { request: [], response: [] };
    const response = frames.response === null ? [] : ['answers'];
    if (refusal !== null) response.push(`failure ${refusal.code}`);
    return { request: ['asks'], response };
  },
});
