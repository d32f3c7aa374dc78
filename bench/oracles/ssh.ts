import { defineOracle } from './oracle.ts';

/** That an end identified itself; which end came first is not part of an operation. */
export const ssh = defineOracle({
  protocols: ['ssh'],
  filter: 'ssh.protocol',
  decodeAs: [['tcp.port', 'ssh']],
  fields: ['ssh.protocol'],

  theirs([lines]) {
    return lines!.map(() => 'identification');
  },

  ours() {
    return { request: ['identification'], response: ['identification'] };
  },
});
