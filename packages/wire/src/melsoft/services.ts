import { ServiceTable, servicesOf } from '../described/described.ts';
import { VERB } from '../flow/flow.ts';

const { read, write, command, program, configure, discover, connect } = VERB;

/** A search of the network by the bytes that begin with `5a`, which have no command. */
export const PROBE = 0x5a00;
export const COMMAND = {
  open: 0x0121,
  logUserIn: 0x0131,
  readDevices: 0x0410,
  readRandom: 0x0411,
  writeDevices: 0x1410,
  listFiles: 0x1859,
  findFile: 0x185f,
  openFile: 0x1867,
  readFile: 0x1868,
  writeFile: 0x1869,
  closeFile: 0x186a,
} as const;

/**
 * Commands. Their numbers are not published by the vendor: those of control, users and files are
 * from published research, those of devices from what engineering software sent in captures.
 */
export const MELSOFT_SERVICES = servicesOf([
  [COMMAND.open, 'open_session', connect],
  [COMMAND.logUserIn, 'log_user_in', connect],
  [0x0132, 'check_password', connect],
  [0x0133, 'read_users', read],
  [0x0134, 'read_users', read],
  [0x0150, 'read_safety_mode', read, 'T0868'],
  [0x01a0, 'authenticate', connect],
  [COMMAND.readDevices, 'device_read', read],
  [COMMAND.readRandom, 'device_read_random', read],
  [0x0b20, 'node_search', discover, 'T0846'],
  [0x1001, 'remote_run', command, 'T0858'],
  [0x1002, 'remote_stop', command, 'T0858'],
  [0x1003, 'remote_pause', command, 'T0858'],
  [0x1006, 'remote_reset', command, 'T0816'],
  [0x1120, 'change_safety_mode', command, 'T0858'],
  [0x1133, 'register_users', configure],
  [COMMAND.writeDevices, 'device_write', write],
  [COMMAND.listFiles, 'list_files', read],
  [COMMAND.findFile, 'find_file', read],
  [COMMAND.openFile, 'open_file', program],
  [COMMAND.readFile, 'read_file', program, 'T0845'],
  [COMMAND.writeFile, 'write_file', program, 'T0843'],
  [COMMAND.closeFile, 'close_file', program],
  [PROBE, 'probe', discover, 'T0846'],
]);

export const MELSOFT_TABLE = new ServiceTable(MELSOFT_SERVICES, command, 4);
