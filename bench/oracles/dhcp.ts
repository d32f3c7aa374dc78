import { type Cells, defineOracle } from './oracle.ts';

/** Kind of a request, its client, the address that an answer gives, and refusals. */
export const dhcp = defineOracle({
  protocols: ['dhcp'],
  filter: 'dhcp && !icmp',
  decodeAs: [['udp.port', 'dhcp']],
  fields: ['dhcp.type', 'dhcp.option.dhcp', 'dhcp.hw.mac_addr', 'dhcp.ip.your'],

  theirs: claimsOf,

  ours({ service, object, outcome, values, frames }) {
    const client = `client ${object.replace('client/', '')}`;
    const response = [client];
    if (outcome === 'refused') response.push('nak');
    if (frames.response !== null) response.push(...values.map((ip) => `gives ${String(ip)}`));
    return { request: [client, `kind ${service.code}`], response };
  },
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
