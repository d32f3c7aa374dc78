import { VERB } from '../flow/flow.ts';
import type { ServiceFacts } from '../protocol.ts';

/** Added to a command of SMB2, whose numbers are those of other commands of SMB1. */
export const SMB2_CODES = 0x100;
/** Added to the kind of a NetBIOS session packet. */
export const SESSION_CODES = 0x200;

export const SMB1_COMMAND = {
  close: 0x04,
  trans: 0x25,
  readAndx: 0x2e,
  writeAndx: 0x2f,
  openAndx: 0x2d,
  lockingAndx: 0x24,
  trans2: 0x32,
  treeDisconnect: 0x71,
  negotiate: 0x72,
  sessionSetup: 0x73,
  treeConnect: 0x75,
  create: 0xa2,
  cancel: 0xa4,
} as const;

export const SMB2_COMMAND = {
  negotiate: 0,
  sessionSetup: 1,
  treeConnect: 3,
  treeDisconnect: 4,
  create: 5,
  close: 6,
  flush: 7,
  read: 8,
  write: 9,
  lock: 10,
  ioctl: 11,
  cancel: 12,
  queryDirectory: 14,
  changeNotify: 15,
  queryInfo: 16,
  setInfo: 17,
  oplockBreak: 18,
} as const;

const smb1 = (code: number, name: string, verb: number): ServiceFacts => ({
  code,
  name: `smb_com_${name}`,
  verb,
});
const smb2 = (command: number, name: string, verb: number): ServiceFacts => ({
  code: SMB2_CODES + command,
  name: `smb2_${name}`,
  verb,
});

/** Commands of MS-CIFS §2.2.2.1 and MS-SMB2 §2.2.1.2, and the opening of a NetBIOS session. */
export const SMB_SERVICES: readonly ServiceFacts[] = [
  smb1(0x00, 'create_directory', VERB.write),
  smb1(0x01, 'delete_directory', VERB.write),
  smb1(0x02, 'open', VERB.read),
  smb1(0x03, 'create', VERB.write),
  smb1(0x04, 'close', VERB.connect),
  smb1(0x05, 'flush', VERB.write),
  smb1(0x06, 'delete', VERB.write),
  smb1(0x07, 'rename', VERB.write),
  smb1(0x08, 'query_information', VERB.read),
  smb1(0x09, 'set_information', VERB.write),
  smb1(0x0a, 'read', VERB.read),
  smb1(0x0b, 'write', VERB.write),
  smb1(0x0c, 'lock_byte_range', VERB.write),
  smb1(0x0d, 'unlock_byte_range', VERB.write),
  smb1(0x10, 'check_directory', VERB.read),
  smb1(0x24, 'locking_andx', VERB.write),
  smb1(0x25, 'transaction', VERB.read),
  smb1(0x26, 'transaction_secondary', VERB.read),
  smb1(0x2b, 'echo', VERB.connect),
  smb1(0x2d, 'open_andx', VERB.read),
  smb1(0x2e, 'read_andx', VERB.read),
  smb1(0x2f, 'write_andx', VERB.write),
  smb1(0x32, 'transaction2', VERB.read),
  smb1(0x33, 'transaction2_secondary', VERB.read),
  smb1(0x34, 'find_close2', VERB.connect),
  smb1(0x70, 'tree_connect', VERB.connect),
  smb1(0x71, 'tree_disconnect', VERB.connect),
  smb1(0x72, 'negotiate', VERB.connect),
  smb1(0x73, 'session_setup_andx', VERB.connect),
  smb1(0x74, 'logoff_andx', VERB.connect),
  smb1(0x75, 'tree_connect_andx', VERB.connect),
  smb1(0x80, 'query_information_disk', VERB.read),
  smb1(0xa0, 'nt_transact', VERB.read),
  smb1(0xa1, 'nt_transact_secondary', VERB.read),
  smb1(0xa2, 'nt_create_andx', VERB.read),
  smb1(0xa4, 'nt_cancel', VERB.connect),
  smb1(0xa5, 'nt_rename', VERB.write),
  smb2(0, 'negotiate', VERB.connect),
  smb2(1, 'session_setup', VERB.connect),
  smb2(2, 'logoff', VERB.connect),
  smb2(3, 'tree_connect', VERB.connect),
  smb2(4, 'tree_disconnect', VERB.connect),
  smb2(5, 'create', VERB.read),
  smb2(6, 'close', VERB.connect),
  smb2(7, 'flush', VERB.write),
  smb2(8, 'read', VERB.read),
  smb2(9, 'write', VERB.write),
  smb2(10, 'lock', VERB.write),
  smb2(11, 'ioctl', VERB.read),
  smb2(12, 'cancel', VERB.connect),
  smb2(13, 'echo', VERB.connect),
  smb2(14, 'query_directory', VERB.discover),
  smb2(15, 'change_notify', VERB.read),
  smb2(16, 'query_info', VERB.read),
  smb2(17, 'set_info', VERB.write),
  smb2(18, 'oplock_break', VERB.report),
  { code: SESSION_CODES + 0x81, name: 'session_request', verb: VERB.connect },
];

const BY_CODE: ReadonlyMap<number, ServiceFacts> = new Map(
  SMB_SERVICES.map((service) => [service.code, service]),
);

/** What is known of a service by its code; undefined for one that the standards do not have. */
export function smbService(code: number): ServiceFacts | undefined {
  return BY_CODE.get(code);
}

/** Its verb; commands that are not known are taken to read. */
export function smbVerb(code: number): number {
  return BY_CODE.get(code)?.verb ?? VERB.read;
}
