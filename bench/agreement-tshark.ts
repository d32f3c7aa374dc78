import { spawnSync } from 'node:child_process';

/** What one frame says, each a list because a frame can hold several PDUs. */
export interface FrameFacts {
  readonly codes: number[];
  readonly units: number[];
  readonly addresses: number[];
  readonly quantities: number[];
  /** What our own reading flags; tshark's facts have none. */
  readonly flags: string[];
}

const OUTPUT_BYTES_MAX = 1_073_741_824;

const FIELDS = [
  'frame.number',
  'modbus.func_code',
  'mbtcp.unit_id',
  'modbus.reference_num',
  'modbus.write_reference_num',
  'modbus.word_cnt',
  'modbus.bit_cnt',
  'modbus.write_word_cnt',
  's7comm.param.func',
  's7comm.param.userdata.funcgroup',
  's7comm.param.userdata.subfunc',
  's7comm.param.modetrans.subfunc',
] as const;

/** Runs tshark and gives the chosen fields of the frames that `filter` keeps; null on failure. */
export function tsharkFields(
  file: string,
  filter: string,
  fields: readonly string[],
): string[][] | null {
  const ran = spawnSync(
    'tshark',
    [
      '-n',
      '-r',
      file,
      '-Y',
      filter,
      '-T',
      'fields',
      '-E',
      'separator=|',
      ...fields.flatMap((field) => ['-e', field]),
    ],
    { encoding: 'utf8', maxBuffer: OUTPUT_BYTES_MAX },
  );
  if (ran.error !== undefined) return null;
  return ran.stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split('|'));
}

/** What tshark says of each frame of a capture that holds Modbus or S7comm. */
export function tsharkFacts(file: string): Map<number, FrameFacts> | null {
  const rows = tsharkFields(file, '(mbtcp && modbus) || s7comm', FIELDS);
  if (rows === null) return null;
  const facts = new Map<number, FrameFacts>();
  for (const row of rows) {
    const [frame, code, unit, reference, written, words, bits, writtenWords, ...s7] = row.map(
      (cell) =>
        cell
          .split(',')
          .filter((part) => part !== '')
          .map(Number),
    );
    const [job, group, sub, mode] = s7;
    const subs = [...sub!, ...mode!];
    facts.set(frame![0]!, {
      codes: [
        ...code!,
        ...job!,
        ...group!.map((value, i) => 0x7000 | (value << 8) | (subs[i] ?? 0)),
      ],
      units: unit!,
      addresses: [...reference!, ...written!],
      quantities: [...words!, ...bits!, ...writtenWords!],
      flags: [],
    });
  }
  return facts;
}
