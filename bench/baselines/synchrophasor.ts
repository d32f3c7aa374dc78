import { defineReaders, rowEnds, ends } from './reader.ts';

const COMMANDS: Readonly<Record<string, string>> = {
  'Data off': 'turn_off_transmission',
  'Data on': 'turn_on_transmission',
  'Send HDR': 'send_header',
  'Send CFG-1': 'send_configuration_1',
  'Send CFG-2': 'send_configuration_2',
  'Send CFG-3': 'send_configuration_3',
};
const SEND_CONFIGURATION_2 = 0x405;
const DATA = 0;

/** Logs of the ICSNPP parser of synchrophasors: commands, configurations, frames of data. */
export const synchrophasor = defineReaders(
  {
    protocol: 'synchrophasor',
    log: /^synchrophasor_cmd\.log$/,
    from: ['synchrophasor'],
    theirs: (cells) => `${rowEnds(cells)} ${COMMANDS[cells[10] ?? ''] ?? cells[10]}`,
    ours: (operation) =>
      Object.values(COMMANDS).includes(operation.service.name) && operation.frames.request !== null
        ? [`${ends(operation)} ${operation.service.name}`]
        : [],
  },
  {
    protocol: 'synchrophasor',
    log: /^synchrophasor_cfg\.log$/,
    from: ['synchrophasor'],
    theirs: (cells) => `${rowEnds(cells)} configuration of ${cells[11]}`,
    ours: (operation) =>
      operation.service.code === SEND_CONFIGURATION_2 && operation.frames.response !== null
        ? [`${ends(operation)} configuration of ${operation.count}`]
        : [],
  },
  {
    protocol: 'synchrophasor',
    log: /^synchrophasor_cfg_detail\.log$/,
    from: ['synchrophasor'],
    theirs: (cells) => `${rowEnds(cells)} station ${cells[12]}`,
    ours: (operation) =>
      operation.service.code === SEND_CONFIGURATION_2
        ? operation.values.map((name) => `${ends(operation)} station ${name}`)
        : [],
  },
  {
    protocol: 'synchrophasor',
    log: /^synchrophasor_data\.log$/,
    from: ['synchrophasor'],
    theirs: (cells) => `${rowEnds(cells)} data`,
    ours: (operation) => (operation.service.code === DATA ? [`${ends(operation)} data`] : []),
  },
);
