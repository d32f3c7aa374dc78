import { VERB } from '../flow/flow.ts';

/** A range of the registers of a slave controller, and what writing to it does. */
interface Register {
  readonly first: number;
  readonly last: number;
  readonly name: string;
  readonly verb: number;
}

const { command, configure } = VERB;

/** IEC 61158-4-12 §6 and ETG.1000.4; the register description of slave controllers. */
const REGISTERS: readonly Register[] = [
  { first: 0x0000, last: 0x0009, name: 'device_information', verb: configure },
  { first: 0x0010, last: 0x0011, name: 'station_address', verb: configure },
  { first: 0x0012, last: 0x0013, name: 'station_alias', verb: configure },
  { first: 0x0020, last: 0x0031, name: 'write_protection', verb: configure },
  { first: 0x0040, last: 0x0041, name: 'reset', verb: command },
  { first: 0x0100, last: 0x0103, name: 'dl_control', verb: configure },
  { first: 0x0108, last: 0x010f, name: 'physical_offset', verb: configure },
  { first: 0x0110, last: 0x0111, name: 'dl_status', verb: configure },
  { first: 0x0120, last: 0x0121, name: 'al_control', verb: command },
  { first: 0x0130, last: 0x0133, name: 'al_status', verb: configure },
  { first: 0x0134, last: 0x0135, name: 'al_status_code', verb: configure },
  { first: 0x0140, last: 0x0153, name: 'pdi_control', verb: configure },
  { first: 0x0200, last: 0x0223, name: 'interrupts', verb: configure },
  { first: 0x0300, last: 0x0313, name: 'error_counters', verb: configure },
  { first: 0x0400, last: 0x0443, name: 'watchdogs', verb: configure },
  { first: 0x0500, last: 0x050f, name: 'eeprom', verb: configure },
  { first: 0x0510, last: 0x051b, name: 'mii', verb: configure },
  { first: 0x0600, last: 0x06ff, name: 'fmmu', verb: configure },
  { first: 0x0800, last: 0x087f, name: 'sync_manager', verb: configure },
  { first: 0x0900, last: 0x09ff, name: 'distributed_clock', verb: configure },
];

/** Where the registers end and the memory for process data and mailboxes begins. */
export const MEMORY_FIRST = 0x1000;
export const AL_CONTROL = 0x0120;
export const AL_STATUS = 0x0130;
export const RESET = 0x0040;

function registerOf(offset: number): Register | undefined {
  for (const one of REGISTERS) if (offset >= one.first && offset <= one.last) return one;
  return undefined;
}

/** `al_control/0x0120`, `memory/0x1000`, `register/0x0f00`. */
export function registerName(offset: number): string {
  const hex = `0x${offset.toString(16).padStart(4, '0')}`;
  if (offset >= MEMORY_FIRST) return `memory/${hex}`;
  return `${registerOf(offset)?.name ?? 'register'}/${hex}`;
}

/** What writing at this offset does; memory beyond the registers is written. */
export function registerVerb(offset: number): number {
  if (offset >= MEMORY_FIRST) return VERB.write;
  return registerOf(offset)?.verb ?? VERB.configure;
}

/** States of a slave by the low four bits of AL control and AL status. */
const STATES: ReadonlyMap<number, string> = new Map([
  [1, 'init'],
  [2, 'pre_operational'],
  [3, 'bootstrap'],
  [4, 'safe_operational'],
  [8, 'operational'],
]);

/** `operational`; several states of several slaves make a number without a name. */
export function stateName(word: number): string {
  return STATES.get(word & 0x0f) ?? `state_${word & 0x0f}`;
}
