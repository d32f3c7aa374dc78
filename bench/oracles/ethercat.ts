import { defineOracle } from './oracle.ts';

const LOGICAL_FIRST = 10;
const LOGICAL_LAST = 12;

/** Command, address and length of each datagram, and the working counter of those that are back. */
export const ethercat = defineOracle({
  protocols: ['ethercat'],
  filter: 'ecat',
  fields: ['ecat.cmd', 'ecat.ado', 'ecat.lad', 'ecat.cnt', 'ecat.subframe.length', 'eth.src'],

  theirs([commands = [], offsets = [], logicals = [], counters = [], lengths = [], from = []]) {
    // The first device marks the sender's address of what it sends back.
    const marked = (Number.parseInt((from[0] ?? '00').slice(0, 2), 16) & 2) !== 0;
    const back = marked || counters.some((counter) => Number(counter) > 0);
    const addresses = { physical: [...offsets], logical: [...logicals] };
    const claims: string[] = [];
    commands.forEach((command, i) => {
      const code = Number(command);
      const isLogical = code >= LOGICAL_FIRST && code <= LOGICAL_LAST;
      const address = isLogical ? addresses.logical.shift() : addresses.physical.shift();
      claims.push(`command ${code}`, `length ${Number(lengths[i])}`);
      if (code > 0) claims.push(`${isLogical ? 'logical' : 'offset'} ${Number(address)}`);
      if (back) claims.push(`counter ${Number(counters[i])}`);
    });
    return claims;
  },

  ours({ service, address, count, values }) {
    const { code } = service;
    const isLogical = code >= LOGICAL_FIRST && code <= LOGICAL_LAST;
    const both = [`command ${code}`, `length ${count}`];
    if (code > 0) both.push(`${isLogical ? 'logical' : 'offset'} ${address}`);
    return { request: both, response: [...both, `counter ${values.at(-1)}`] };
  },
});
