import { defineOracle } from './oracle.ts';

/** A frame of a header and its check alone. */
const BARE_BYTES = 16;

/** Type of frame, stream, command and number of stations. */
export const synchrophasor = defineOracle({
  protocols: ['synchrophasor'],
  filter: `synphasor || tcp.len == ${BARE_BYTES}`,
  decodeAs: [
    ['tcp.port', 'synphasor'],
    ['udp.port', 'synphasor'],
  ],
  fields: [
    'synphasor.frtype',
    'synphasor.idcode_stream_source',
    'synphasor.command',
    'synphasor.conf.numpmu',
    'tcp.len',
  ],

  theirs([types = [], streams = [], commands = [], counts = []]) {
    return [
      ...types.map((type) => `type ${Number(type)}`),
      ...streams.map((stream) => `stream ${Number(stream)}`),
      ...commands.map((command) => `command ${Number(command)}`),
      ...counts.map((count) => `stations ${Number(count)}`),
    ];
  },

  ours({ service, unit, frames, count }) {
    const stream = `stream ${unit}`;
    const command = service.code & 0xff;
    const asks = frames.request !== null;
    const answer = asks ? ANSWERS[command] : service.code >> 8;
    const isConfiguration = answer !== undefined && answer > 1;
    return {
      request: ['type 4', stream, `command ${command}`],
      response: [`type ${answer}`, stream, ...(isConfiguration ? [`stations ${count}`] : [])],
    };
  },

  explain(ours, theirs, cells) {
    const isHeader =
      ours.includes('type 1') && theirs.length === 0 && Number(cells?.[4]?.[0]) === BARE_BYTES;
    return isHeader ? 'tshark does not show a header frame without text' : null;
  },
});

/** Type of the frame that answers a command. */
const ANSWERS: Readonly<Record<number, number>> = { 3: 1, 4: 2, 5: 3, 6: 5 };
