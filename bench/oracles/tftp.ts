import { defineOracle } from './oracle.ts';

/** File and mode of requests, and error codes. */
export const tftp = defineOracle({
  protocols: ['tftp'],
  filter: 'tftp.opcode == 1 || tftp.opcode == 2 || tftp.opcode == 5',
  decodeAs: [['udp.port', 'tftp']],
  fields: [
    'tftp.opcode',
    'tftp.source_file',
    'tftp.destination_file',
    'tftp.type',
    'tftp.error.code',
  ],

  theirs([codes = [], sources = [], targets = [], modes = [], errors = []]) {
    const claims = codes.map((code) => `code ${Number(code)}`);
    // tshark repeats the file of the request with its error.
    if (errors.length > 0) return [...claims, ...errors.map((error) => `error ${Number(error)}`)];
    return [
      ...claims,
      ...[...sources, ...targets].slice(0, 1).map((file) => `file ${file}`),
      ...modes.slice(0, 1).map((mode) => `mode ${mode.toLowerCase()}`),
    ];
  },

  ours({ service, object, values, refusal }) {
    const code = `code ${service.code}`;
    return {
      request: [code, `file ${object}`, `mode ${String(values[0])}`],
      response: refusal === null ? [code] : [code, `error ${refusal.code}`],
    };
  },
});
