import { VERB } from '../flow/flow.ts';
import type { ServiceFacts } from '../protocol.ts';

const { read, write, command, program, configure, discover, connect } = VERB;

export const UMAS_CODE = {
  initComm: 0x01,
  readId: 0x02,
  readProjectInfo: 0x03,
  readCardInfo: 0x06,
  takeReservation: 0x10,
  readMemoryBlock: 0x20,
  readVariables: 0x22,
  writeVariables: 0x23,
  uploadBlock: 0x31,
  readDictionary: 0x26,
  downloadBlock: 0x34,
  monitor: 0x50,
} as const;

/**
 * Functions, by what is published of them: M. Liras, "The Unity (UMAS) protocol" parts I to IV;
 * Apache PLC4X, its description of UMAS; Digital Bond's Redpoint. Schneider publishes none. Upload
 * here is to the controller and download from it, as the first of them has it; blocks of an upload
 * request hold the data, those of a download do not.
 */
export const UMAS_SERVICES: readonly ServiceFacts[] = [
  { code: 0x01, name: 'init_comm', verb: connect },
  { code: 0x02, name: 'read_id', verb: discover, techniques: ['T0888'] },
  { code: 0x03, name: 'read_project_info', verb: discover, techniques: ['T0888'] },
  { code: 0x04, name: 'read_plc_info', verb: read },
  { code: 0x06, name: 'read_card_info', verb: discover, techniques: ['T0888'] },
  { code: 0x0a, name: 'repeat', verb: connect },
  { code: 0x10, name: 'take_plc_reservation', verb: connect },
  { code: 0x11, name: 'release_plc_reservation', verb: connect },
  { code: 0x12, name: 'keep_alive', verb: connect },
  { code: 0x20, name: 'read_memory_block', verb: read },
  { code: 0x22, name: 'read_variables', verb: read },
  { code: 0x23, name: 'write_variables', verb: write },
  { code: 0x24, name: 'read_coils_registers', verb: read },
  { code: 0x25, name: 'write_coils_registers', verb: write },
  { code: 0x26, name: 'read_variable_names', verb: discover, techniques: ['T0861'] },
  { code: 0x30, name: 'initialize_upload', verb: program, techniques: ['T0843'] },
  { code: 0x31, name: 'upload_block', verb: program, techniques: ['T0843'] },
  { code: 0x32, name: 'end_strategy_upload', verb: program, techniques: ['T0843'] },
  { code: 0x33, name: 'initialize_download', verb: program, techniques: ['T0845'] },
  { code: 0x34, name: 'download_block', verb: program, techniques: ['T0845'] },
  { code: 0x35, name: 'end_strategy_download', verb: program, techniques: ['T0845'] },
  { code: 0x39, name: 'read_eth_master_data', verb: discover },
  { code: 0x40, name: 'start_plc', verb: command, techniques: ['T0858'] },
  { code: 0x41, name: 'stop_plc', verb: command, techniques: ['T0858'] },
  { code: 0x50, name: 'monitor_plc', verb: read },
  { code: 0x58, name: 'check_plc', verb: connect },
  { code: 0x70, name: 'read_io_object', verb: read },
  { code: 0x71, name: 'write_io_object', verb: configure },
  { code: 0x73, name: 'get_status_module', verb: read },
];

const BY_CODE = new Map(UMAS_SERVICES.map((facts) => [facts.code, facts]));
const UNKNOWN = Array.from({ length: 256 }, (_, code) => ({
  code,
  name: `unknown_service_${code}`,
  verb: command,
}));

export function isKnownUmas(code: number): boolean {
  return BY_CODE.has(code);
}

export function umasService(code: number): ServiceFacts {
  return BY_CODE.get(code) ?? UNKNOWN[code & 0xff]!;
}
