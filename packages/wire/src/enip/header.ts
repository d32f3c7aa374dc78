import { unsigned32le, word16le, word32le } from '../bytes.ts';
import { isEncapsulationStatus } from '../cip/statuses.ts';
import { VERB } from '../flow/flow.ts';
import type { ServiceFacts } from '../protocol.ts';

/** Command, length, session, status, sender context, options; CIP Volume 2 §2-3.1. */
export const HEADER = {
  command: 0,
  length: 2,
  session: 4,
  status: 8,
  context: 12,
  options: 20,
  bytes: 24,
} as const;
/** Interface handle and timeout stand before the items of a send command. */
export const ITEMS_AT = HEADER.bytes + 6;

export const COMMAND = {
  nop: 0x00,
  listTargets: 0x01,
  listServices: 0x04,
  listIdentity: 0x63,
  listInterfaces: 0x64,
  registerSession: 0x65,
  unregisterSession: 0x66,
  sendRrData: 0x6f,
  sendUnitData: 0x70,
  startDtls: 0xc8,
} as const;

/** Code under which connected data over UDP is told; it has items but no command. */
export const IO_DATA = 0x8002;

const { connect, discover, report } = VERB;

/** Commands, CIP Volume 2 table 2-3.2 and Volume 8 for DTLS. */
export const ENIP_SERVICES: readonly ServiceFacts[] = [
  { code: COMMAND.nop, name: 'nop', verb: connect },
  // Reserved for what was there before the standard; devices answer it with where they are reached.
  { code: COMMAND.listTargets, name: 'list_targets', verb: discover, techniques: ['T0846'] },
  { code: COMMAND.listServices, name: 'list_services', verb: discover, techniques: ['T0846'] },
  { code: COMMAND.listIdentity, name: 'list_identity', verb: discover, techniques: ['T0846'] },
  { code: COMMAND.listInterfaces, name: 'list_interfaces', verb: discover, techniques: ['T0846'] },
  { code: COMMAND.registerSession, name: 'register_session', verb: connect },
  { code: COMMAND.unregisterSession, name: 'unregister_session', verb: connect },
  { code: COMMAND.sendRrData, name: 'send_rr_data', verb: connect },
  { code: COMMAND.sendUnitData, name: 'send_unit_data', verb: connect },
  { code: 0x72, name: 'indicate_status', verb: connect },
  { code: 0x73, name: 'cancel', verb: connect },
  { code: COMMAND.startDtls, name: 'start_dtls', verb: connect },
  { code: IO_DATA, name: 'io_data', verb: report },
];

const BY_CODE = new Map(ENIP_SERVICES.map((facts) => [facts.code, facts]));

export function isKnownCommand(command: number): boolean {
  return command !== IO_DATA && BY_CODE.has(command);
}

export function enipService(command: number): ServiceFacts {
  const known = BY_CODE.get(command);
  return known ?? { code: command, name: `unknown_command_${command}`, verb: connect };
}

export function isSend(command: number): boolean {
  return command === COMMAND.sendRrData || command === COMMAND.sendUnitData;
}

/**
 * Whether the first 24 bytes are a header of a known command whose fields hold together: a length
 * that the command can have, a status that the standard knows. `strict` wants the options zero too,
 * as the standard does, and requests without a status.
 */
export function isHeader(bytes: Uint8Array, at: number, strict: boolean): boolean {
  const command = word16le(bytes, at);
  const length = word16le(bytes, at + HEADER.length);
  const status = unsigned32le(bytes, at + HEADER.status);
  if (!isKnownCommand(command) || !isEncapsulationStatus(status)) return false;
  if (word32le(bytes, at + HEADER.options) !== 0 && (strict || length === 0)) return false;
  if (status !== 0 && length === 0) return !strict || command !== COMMAND.nop;
  switch (command) {
    case COMMAND.nop:
      return !strict;
    case COMMAND.registerSession:
      return length === 4;
    case COMMAND.unregisterSession:
      return length === 0 && word32le(bytes, at + HEADER.session) !== 0;
    case COMMAND.sendRrData:
    case COMMAND.sendUnitData:
      return length >= 8;
    case COMMAND.listIdentity:
    case COMMAND.listServices:
    case COMMAND.listInterfaces:
    case COMMAND.listTargets:
      return length === 0 || length >= 2;
    default:
      return !strict;
  }
}
