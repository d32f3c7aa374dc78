import { REPEAT_FIELDS, Repeats } from '../agreement/repeats.ts';
import { type Cells, defineOracle } from './oracle.ts';

const repeats = new Repeats();

/** Kind of a request, its client, the address that an answer gives, and refusals. */
export const dhcp = defineOracle({
  protocols: ['dhcp'],
  filter: 'dhcp && !icmp',
  fields: ['dhcp.type', 'dhcp.option.dhcp', 'dhcp.hw.mac_addr', 'dhcp.ip.your', ...REPEAT_FIELDS],

  theirs(cells) {
    const claims = claimsOf(cells);
    repeats.look(cells, claims);
    return claims;
  },

  ours({ service, object, outcome, values, frames }) {
    const client = `client ${object.replace('client/', '')}`;
    const response = [client];
    if (outcome === 'refused') response.push('nak');
    if (frames.response !== null) response.push(...values.map((ip) => `gives ${String(ip)}`));
    return { request: [client, `kind ${service.code}`], response };
  },

  explain: (ours) => repeats.reason(ours),
});

function claimsOf([
  [type = ''] = [],
  [kind = '0'] = [],
  [mac = ''] = [],
  [given = ''] = [],
]: Cells): string[] {
  const claims = [`client ${mac}`];
  if (Number(type) === 1) return [...claims, `kind ${Number(kind)}`];
  if (Number(kind) === 6) claims.push('nak');
  if (given !== '0.0.0.0') claims.push(`gives ${given}`);
  return claims;
}
