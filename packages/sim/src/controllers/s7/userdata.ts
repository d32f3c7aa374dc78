import { ascii, readU16, u16 } from '../../bytes.ts';
import type { S7Cpu } from './cpu.ts';

const OK = 0xff;
const OCTETS = 0x09;
const BLOCK_FUNCTIONS = 3;
const CPU_FUNCTIONS = 4;
/** Error codes of a userdata answer. */
const ERROR_SZL_UNKNOWN = 0xd401;
const ERROR_NO_BLOCKS = 0xd20e;

/** Data of an answer, or its error. */
type Said = readonly number[] | { readonly error: number };

/** Parameter and data of the answer to a userdata request; undefined where it is not understood. */
export function answerUserdata(
  cpu: S7Cpu,
  parameter: Uint8Array,
  data: Uint8Array,
): { parameter: number[]; data: number[] } | undefined {
  if (parameter.length < 8 || parameter[4] !== 0x11) return undefined;
  const [group, kind, sequence] = [parameter[5]! & 0x0f, parameter[6]!, parameter[7]!];
  const said = sayOf(cpu, group, kind, data);
  if (said === undefined) return undefined;
  const error = 'error' in said ? said.error : 0;
  const body = 'error' in said ? [0x0a, 0, 0, 0] : [OK, OCTETS, ...u16(said.length), ...said];
  return {
    parameter: [0, 1, 0x12, 8, 0x12, 0x80 | group, kind, sequence, 0, 0, ...u16(error)],
    data: body,
  };
}

function sayOf(cpu: S7Cpu, group: number, kind: number, data: Uint8Array): Said | undefined {
  if (group === CPU_FUNCTIONS && kind === 1) return readStatus(cpu, readU16(data, 4));
  if (group === BLOCK_FUNCTIONS && kind === 1) return countBlocks(cpu);
  if (group === BLOCK_FUNCTIONS && kind === 2) return listBlocks(cpu, data);
  return undefined;
}

/** System status list: module identification, component identification, operating state. */
function readStatus(cpu: S7Cpu, list: number): Said {
  const records = recordsOf(cpu, list);
  const first = records?.[0];
  if (records === undefined || first === undefined) return { error: ERROR_SZL_UNKNOWN };
  return [...u16(list), 0, 0, ...u16(first.length), ...u16(records.length), ...records.flat()];
}

function recordsOf(cpu: S7Cpu, list: number): readonly (readonly number[])[] | undefined {
  switch (list) {
    case 0x0011:
      return [[...u16(1), ...text(cpu.orderNumber, 20), 0, 0xc0, 0, 4, 0, 1]];
    case 0x001c:
      return [cpu.name, cpu.moduleName, cpu.serial].map((part, i) => [
        ...u16([1, 2, 5][i]!),
        ...text(part, 32),
      ]);
    case 0x0424:
      // Event, then the state: 8 is run, 3 is stop. The rest is the time of the last change.
      return [[0x53, 0, 0, 0, cpu.isRunning ? 0x08 : 0x03, ...Array.from({ length: 15 }, () => 0)]];
    default:
      return undefined;
  }
}

function text(part: string, length: number): number[] {
  return ascii(part.slice(0, length).padEnd(length));
}

/** How many blocks there are of each type. */
function countBlocks(cpu: S7Cpu): Said {
  return (['08', '0A', '0C', '0E'] as const).flatMap((type) => [
    ...ascii(type),
    ...u16(cpu.blocks.filter((block) => block.type === type).length),
  ]);
}

/** Numbers of the blocks of one type. */
function listBlocks(cpu: S7Cpu, data: Uint8Array): Said {
  const type = String.fromCharCode(data[4] ?? 0, data[5] ?? 0);
  const found = cpu.blocks.filter((block) => block.type === type);
  if (found.length === 0) return { error: ERROR_NO_BLOCKS };
  return found.flatMap((block) => [...u16(block.number), 0x22, block.type === '0A' ? 5 : 2]);
}
