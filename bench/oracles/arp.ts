import { type Cells, defineOracle } from './oracle.ts';

/** Who is asked for, and who says that an address is theirs. */
export const arp = defineOracle({
  protocols: ['arp'],
  filter: 'arp && !icmp',
  fields: ['arp.opcode', 'arp.src.hw_mac', 'arp.src.proto_ipv4', 'arp.dst.proto_ipv4'],

  theirs: claimsOf,

  ours({ service, object, values }) {
    const ip = object.replace('ip/', '');
    const has = values.map((mac) => `${String(mac)} has ${ip}`);
    return { request: service.name === 'announcement' ? has : [`asks for ${ip}`], response: has };
  },
});

function claimsOf([
  [operation = ''] = [],
  [mac = ''] = [],
  [sender = ''] = [],
  [target = ''] = [],
]: Cells): string[] {
  if (operation === '' || sender === '') return [];
  const announced = sender === target && sender !== '0.0.0.0' && Number(operation) <= 2;
  const asks = Number(operation) % 2 === 1 || Number(operation) === 8;
  return asks && !announced ? [`asks for ${target}`] : [`${mac} has ${sender}`];
}
