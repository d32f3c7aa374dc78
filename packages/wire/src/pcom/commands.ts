import { ServiceTable, servicesOf } from '../described/described.ts';
import { VERB } from '../flow/flow.ts';

const { read, write, command, program, configure, discover, connect } = VERB;

/** How an operand lies in a message. */
export const SIZE = { bit: 0, word: 1, double: 2, float: 3, unsigned: 4 } as const;

/** An operand by its commands in text, and by its numbers in binary: reading, and writing too. */
interface Operand {
  readonly name: string;
  readonly size: number;
  readonly reads: string;
  readonly writes: string;
  readonly types: readonly [number, number];
}

/** Operands of Vision and Samba: Unitronics PCOM protocol, chapters on both modes. */
const OPERANDS: readonly Operand[] = [
  ['I', SIZE.bit, 'RE', '', 9, 9],
  ['O', SIZE.bit, 'RA', 'SA', 10, 10],
  ['MB', SIZE.bit, 'RB', 'SB', 1, 1],
  ['SB', SIZE.bit, 'GS', 'SS', 2, 2],
  ['XB', SIZE.bit, 'RZB', 'SZB', 26, 64],
  ['C_run', SIZE.bit, 'RM', '', 12, 12],
  ['T_run', SIZE.bit, 'RT', '', 11, 11],
  ['MI', SIZE.word, 'RW', 'SW', 3, 3],
  ['SI', SIZE.word, 'GF', 'SF', 4, 4],
  ['XI', SIZE.word, 'RZI', 'SZI', 27, 65],
  ['C_current', SIZE.word, 'GX', 'SK', 18, 145],
  ['C_preset', SIZE.word, 'GY', 'SJ', 19, 144],
  ['ML', SIZE.double, 'RNL', 'SNL', 5, 5],
  ['SL', SIZE.double, 'RNH', 'SNH', 6, 6],
  ['XL', SIZE.double, 'RZL', 'SZL', 28, 66],
  ['DW', SIZE.unsigned, 'RND', 'SND', 16, 16],
  ['SDW', SIZE.unsigned, 'RNJ', 'SNJ', 17, 36],
  ['XDW', SIZE.unsigned, 'RZD', 'SZD', 29, 67],
  ['T_current', SIZE.unsigned, 'GT', 'SNK', 20, 129],
  ['T_preset', SIZE.unsigned, 'GP', 'SNT', 21, 128],
  ['MF', SIZE.float, 'RNF', 'SNF', 7, 7],
].map(([name, size, reads, writes, only, both]) => ({
  name: String(name),
  size: Number(size),
  reads: String(reads),
  writes: String(writes),
  types: [Number(only), Number(both)],
}));

const BY_COMMAND = new Map(
  OPERANDS.flatMap((operand) => [
    [operand.reads, operand] as const,
    [operand.writes, operand] as const,
  ]),
);

/** Commands in text: their letters as one number. */
export function codeOfText(text: string): number {
  let code = 0;
  for (let i = 0; i < text.length; i++) code = code * 256 + text.charCodeAt(i);
  return code;
}

/**
 * Commands in text by their letters, those in binary by their number. Beside operands, name and
 * identity the numbers come from published research, not from the manual.
 */
export const PCOM_SERVICES = servicesOf([
  ...OPERANDS.map(
    ({ name, reads }) => [codeOfText(reads), `read_${name.toLowerCase()}`, read] as const,
  ),
  ...OPERANDS.filter(({ writes }) => writes !== '').map(
    ({ name, writes }) => [codeOfText(writes), `write_${name.toLowerCase()}`, write] as const,
  ),
  [codeOfText('ID'), 'get_identification', discover, 'T0888'],
  [codeOfText('CCR'), 'run', command, 'T0858'],
  [codeOfText('CCS'), 'stop', command, 'T0858'],
  [codeOfText('CCE'), 'reset', command, 'T0816'],
  [codeOfText('CCI'), 'initialise', command, 'T0809'],
  [codeOfText('UG'), 'get_unit_id', discover],
  [codeOfText('US'), 'set_unit_id', configure, 'T0836'],
  [codeOfText('RC'), 'read_clock', read],
  [codeOfText('SC'), 'set_clock', configure, 'T0836'],
  [0x01, 'read_memory', read],
  [0x02, 'check_password', connect],
  [0x0c, 'get_plc_name', discover, 'T0888'],
  [0x10, 'find_resources', read],
  [0x16, 'translate_resource', read],
  [0x1a, 'read_resource', program, 'T0845'],
  [0x41, 'write_memory', write],
  [0x42, 'reset_upload_password', configure, 'T0892'],
  [0x4d, 'read_operands', read],
  [0x50, 'read_write_operands', write],
  [0x5a, 'write_resource', program, 'T0843'],
]);

export const PCOM_TABLE = new ServiceTable(PCOM_SERVICES, command, 2);

/** The operand that a command in text is about. */
export function operandOf(text: string): { readonly name: string; readonly size: number } | null {
  return text === '' ? null : (BY_COMMAND.get(text) ?? null);
}

/** The operand with this number in a command in binary; bit 7 says that addresses follow on. */
export function operandType(
  type: number,
  readsOnly: boolean,
): { readonly name: string; readonly size: number } {
  const which = readsOnly ? 0 : 1;
  const known = OPERANDS.find(({ types }) => types[which] === (readsOnly ? type & 0x7f : type));
  return known ?? { name: `operand_${type}`, size: SIZE.word };
}
