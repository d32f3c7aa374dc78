import { ServiceTable, servicesOf } from '../described/described.ts';
import { VERB } from '../flow/flow.ts';

const { read, write, command, program, configure, discover, connect } = VERB;

/** A packet of type 0 opens the connection and has no service; it gets a code beyond a byte. */
export const INITIALISE = 0x100;

/**
 * Service request codes: Denton et al., Leveraging the SRTP protocol for over-the-network memory
 * acquisition of a GE Fanuc Series 90-30 (2017), table 2.
 */
export const GE_SRTP_SERVICES = servicesOf([
  [0x00, 'plc_short_status', read, 'T0868'],
  [0x03, 'return_control_program_names', read],
  [0x04, 'read_system_memory', read],
  [0x05, 'read_task_memory', read],
  [0x06, 'read_program_memory', read],
  [0x07, 'write_system_memory', write],
  [0x08, 'write_task_memory', write],
  [0x09, 'write_program_block_memory', write],
  [0x20, 'programmer_logon', connect],
  [0x21, 'change_privilege_level', connect],
  [0x22, 'set_control_id', configure],
  [0x23, 'set_plc_run_or_stop', command, 'T0858'],
  [0x24, 'set_plc_time', configure, 'T0836'],
  [0x25, 'return_plc_time', read],
  [0x38, 'return_fault_table', read],
  [0x39, 'clear_fault_table', command, 'T0872'],
  [0x3f, 'program_store_upload', program, 'T0845'],
  [0x40, 'program_load_download', program, 'T0843'],
  [0x43, 'return_controller_type_and_id', discover, 'T0888'],
  [0x44, 'toggle_force_system_memory', configure, 'T0835'],
  [INITIALISE, 'initialise', connect],
]);

export const GE_SRTP_TABLE = new ServiceTable(GE_SRTP_SERVICES, command, 2);

/** How a segment selector counts. */
export const UNIT = { bit: 0, byte: 1, word: 2 } as const;

/** Segment selectors, the same, table 3. */
const SELECTORS: ReadonlyMap<number, readonly [name: string, unit: number]> = new Map([
  [0x08, ['%R', UNIT.word]],
  [0x0a, ['%AI', UNIT.word]],
  [0x0c, ['%AQ', UNIT.word]],
  [0x10, ['%I', UNIT.byte]],
  [0x12, ['%Q', UNIT.byte]],
  [0x14, ['%T', UNIT.byte]],
  [0x16, ['%M', UNIT.byte]],
  [0x18, ['%SA', UNIT.byte]],
  [0x1a, ['%SB', UNIT.byte]],
  [0x1c, ['%SC', UNIT.byte]],
  [0x1e, ['%S', UNIT.byte]],
  [0x38, ['%G', UNIT.byte]],
  [0x46, ['%I', UNIT.bit]],
  [0x48, ['%Q', UNIT.bit]],
  [0x4a, ['%T', UNIT.bit]],
  [0x4c, ['%M', UNIT.bit]],
  [0x4e, ['%SA', UNIT.bit]],
  [0x50, ['%SB', UNIT.bit]],
  [0x52, ['%SC', UNIT.bit]],
  [0x54, ['%S', UNIT.bit]],
  [0x56, ['%G', UNIT.bit]],
]);

export function selectorUnit(code: number): number {
  return SELECTORS.get(code)?.[1] ?? UNIT.byte;
}

/** `%R/100`, `%I/17`, `%M/byte/2`: references are counted from 1, bytes from 0. */
export function memoryObject(code: number, offset: number): string {
  const [name, unit] = SELECTORS.get(code) ?? [`segment_0x${code.toString(16)}`, UNIT.byte];
  return unit === UNIT.byte ? `${name}/byte/${offset}` : `${name}/${offset + 1}`;
}

/** States of the controller in its status word: GFK-0529, table 3-8. */
const STATES = [
  'run_io_enabled',
  'run_io_disabled',
  'stop_io_disabled',
  'stop_faulted',
  'halted',
  'suspended',
  'stop_io_enabled',
];

export function stateName(code: number): string {
  return STATES[code] ?? `state_${code}`;
}
