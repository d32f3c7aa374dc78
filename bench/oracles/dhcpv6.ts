import { type Cells, defineOracle } from './oracle.ts';

/** Kind of message of DHCPv6. */
export const dhcpv6 = defineOracle({
  protocols: ['dhcpv6'],
  filter: 'dhcpv6 && !icmpv6',
  decodeAs: [['udp.port', 'dhcpv6']],
  fields: ['dhcpv6.msgtype', 'dhcpv6.duid.bytes'],

  theirs: claimsOf,

  ours({ service, object }) {
    const client = `client ${object.replace('client/', '')}`;
    return { request: [client, `kind ${service.code}`], response: [client] };
  },
});

/** Answers have no kind of their own where their request was seen. */
const FROM_SERVER: ReadonlySet<number> = new Set([2, 7, 10, 13]);

function claimsOf([[kind = ''] = [], [identifier = ''] = []]: Cells): string[] {
  const claims = [`client ${identifier.replaceAll(':', '')}`];
  if (!FROM_SERVER.has(Number(kind))) claims.push(`kind ${Number(kind)}`);
  return claims;
}
