import { type Cells, defineReaders, snake } from './reader.ts';

const ASKS = 'Request';
const ANSWERS = 'Response';

/** Who sent which call of the RPC, from its first fragment. */
function call(cells: Cells): string | null {
  const [from, kind, name = '', fragment] = [cells[4], cells[10], cells[31], cells[35]];
  if ((kind !== ASKS && kind !== ANSWERS) || fragment !== '0') return null;
  return `${from} ${kind} ${snake(name)}`;
}

/** The log of the ICSNPP parser of PROFINET IO's connections. */
export const profinetIo = defineReaders({
  protocol: 'profinet_io',
  log: /^profinet_io_cm\.log$/,
  from: ['profinet_io'],
  theirs: call,
  ours: ({ client, server, service, frames }) => [
    ...(frames.request === null ? [] : [`${client.ip} ${ASKS} ${service.name}`]),
    ...(frames.response === null ? [] : [`${server.ip} ${ANSWERS} ${service.name}`]),
  ],
  reasons: [
    {
      side: 'theirs',
      claim: /^192\.168\.1\.(?:11|20) /,
      test: /mixed_1$/,
      why: 'each packet is in the capture twice (same IP identification); one operation',
    },
  ],
});
