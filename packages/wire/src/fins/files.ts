import { textOf, unsigned32, word16 } from '../bytes.ts';
import type { Description, Part } from '../described/described.ts';
import { bytesShown } from '../values.ts';
import { memoryObject } from './areas.ts';
import { parameterAreaName } from './commands.ts';

/** A name of eight characters, a period and a type of three. */
const NAME_BYTES = 12;
const NAMES_MAX = 16;

/** Where each command has the disk and the name of its first file; -1 where it has none. */
const PLACES: Readonly<Record<number, readonly [disk: number, name: number]>> = {
  0x2201: [0, -1],
  0x2202: [0, 2],
  0x2203: [0, 4],
  0x2204: [0, -1],
  0x2205: [0, 4],
  0x2206: [0, 4],
  0x2207: [0, 2],
  0x2208: [0, 2],
  0x2209: [0, 2],
  0x220a: [8, 10],
  0x220b: [8, 10],
  0x220c: [12, 14],
};

/** Files that hold the program, W342 §4-1: reading one uploads it, and so on. */
const PROGRAM_FILE = /\.OBJ$/;

export function isProgramFile(asked: Part, code: number): boolean {
  const nameAt = PLACES[code]?.[1] ?? -1;
  return nameAt >= 0 && PROGRAM_FILE.test(nameOf(asked.bytes, asked.at + nameAt, asked.end));
}

/** Commands of the file memory, W342 §5-3-25 to §5-3-33. */
export function describeFile(code: number, asked: Part, answer: Part): Description {
  const { bytes, at, end } = asked;
  const place = PLACES[code];
  if (place === undefined) {
    const address = end - at >= 2 ? word16(bytes, at) : null;
    return { object: address === null ? 'file_memory' : `file_memory/${address}`, address };
  }
  const [diskAt, nameAt] = place;
  if (at + diskAt + 2 > end) return { object: 'disk' };
  const disk = `disk/${word16(bytes, at + diskAt)}`;
  const name = nameAt < 0 ? '' : nameOf(bytes, at + nameAt, end);
  const object = name === '' ? disk : `${disk}/${name}`;
  switch (code) {
    case 0x2202:
    case 0x2203: {
      const positionAt = at + nameAt + NAME_BYTES;
      if (positionAt + 6 > end) return { object };
      const address = unsigned32(bytes, positionAt);
      const count = word16(bytes, positionAt + 4);
      // Capacity, position and length stand before what is read.
      const values =
        code === 0x2203
          ? bytesShown(bytes, positionAt + 6, end)
          : bytesShown(answer.bytes, answer.at + 10, answer.end);
      return { object, address, count, values };
    }
    case 0x2201:
      return { object, count: end - at >= 6 ? word16(bytes, at + 4) : 0, values: names(answer) };
    case 0x2205:
      return { object, count: end - at >= 4 ? word16(bytes, at + 2) : 1 };
    case 0x2207:
      return { object, values: [nameOf(bytes, at + 16, end)] };
    case 0x2208:
      return { object, values: [nameOf(bytes, at + 14, end)] };
    case 0x220a:
      return { object, values: [direction(bytes, at), memoryObject({ bytes, at: at + 2, end })] };
    case 0x220b:
      return { object, values: [direction(bytes, at), parameterAreaName(word16(bytes, at + 2))] };
    case 0x220c:
      return { object, values: [direction(bytes, at), `program/${word16(bytes, at + 2)}`] };
    default:
      return { object };
  }
}

function nameOf(bytes: Uint8Array, at: number, end: number): string {
  if (at >= end) return '';
  return textOf(bytes, at, Math.min(end, at + NAME_BYTES)).replace(/ +\./, '.');
}

/** What a transfer between memory and file does, W342 §5-3-31. */
function direction(bytes: Uint8Array, at: number): string {
  return ['to_file', 'from_file', 'compare'][word16(bytes, at)] ?? 'transfer';
}

/** Names of an answer: behind 26 bytes of disk data and the number of files, 20 bytes a file. */
function names({ bytes, at, end }: Part): string[] {
  const out: string[] = [];
  for (let next = at + 28; next + 20 <= end && out.length < NAMES_MAX; next += 20) {
    out.push(nameOf(bytes, next, end));
  }
  return out;
}
