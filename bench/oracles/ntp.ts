import { defineOracle } from './oracle.ts';

/** Mode and stratum of the messages that carry time. */
export const ntp = defineOracle({
  protocols: ['ntp'],
  filter: 'ntp',
  decodeAs: [['udp.port', 'ntp']],
  fields: ['ntp.flags.mode', 'ntp.stratum'],

  theirs([modes = [], strata = []]) {
    const mode = Number(modes[0] ?? 0);
    if (mode === 0 || mode >= 6) return [];
    const claims = [`mode ${mode}`];
    if (mode === 4 || mode === 5) claims.push(`stratum ${Number(strata[0] ?? 0)}`);
    return claims;
  },

  ours({ service, values, frames }) {
    if (service.code >= 0x100) return { request: [], response: [] };
    const request = [`mode ${service.code}`];
    const mode = frames.request === null && service.code === 5 ? 5 : 4;
    return { request, response: [`mode ${mode}`, `stratum ${Number(values[0] ?? 0)}`] };
  },

  explain(ours, theirs) {
    // Passive peers are told as active ones.
    return ours.includes('mode 1') && theirs.includes('mode 2')
      ? 'one service for both peers'
      : null;
  },
});
