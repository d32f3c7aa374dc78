import { OPERATION_VALUES_MAX, type OperationValue } from '@bulkhead/model';
import type { Part } from '../described/described.ts';
import { word16 } from '../packet/packet.ts';

/** How the elements of an area lie in a message. */
const KIND = { bit: 0, word: 1, forcedWord: 2, flag: 3, double: 4, byte: 5 } as const;
const ELEMENT_BYTES = [1, 2, 4, 1, 4, 1];

interface Area {
  readonly name: string;
  readonly kind: number;
}

const EXTENDED_BANKS = 16;

/** Memory areas by code: CS, CJ and CP (W342 §5-2-2) and, where free, CV mode. */
const AREAS = areas();

function areas(): Map<number, Area> {
  const out = new Map<number, Area>();
  const add = (kind: number, ...rows: readonly (readonly [number, string])[]): void =>
    rows.forEach(([code, name]) => out.set(code, { name, kind }));
  add(KIND.bit, [0x30, 'CIO'], [0x31, 'W'], [0x32, 'H'], [0x33, 'A'], [0x02, 'DM']);
  add(KIND.bit, [0x70, 'CIO'], [0x71, 'W'], [0x72, 'H'], [0x0a, 'EM']);
  add(KIND.bit, [0x00, 'CIO'], [0x40, 'CIO'], [0x05, 'FORCED']);
  add(KIND.word, [0xb0, 'CIO'], [0xb1, 'W'], [0xb2, 'H'], [0xb3, 'A'], [0x82, 'DM']);
  add(KIND.word, [0x89, 'TC'], [0x98, 'EM'], [0xbc, 'DR'], [0x80, 'CIO'], [0x81, 'TC']);
  add(KIND.word, [0x84, 'STEP_TIMER'], [0x85, 'FORCED'], [0x9c, 'REGISTER'], [0xdd, 'INTERRUPT']);
  add(KIND.forcedWord, [0xf0, 'CIO'], [0xf1, 'W'], [0xf2, 'H'], [0xc0, 'CIO']);
  add(KIND.flag, [0x09, 'TC_FLAG'], [0x49, 'TC_FLAG'], [0x01, 'TC_FLAG'], [0x41, 'TC_FLAG']);
  add(KIND.flag, [0x03, 'TRANSITION'], [0x43, 'TRANSITION'], [0x04, 'STEP'], [0x1b, 'ACTION']);
  add(KIND.bit, [0x06, 'TASK_FLAG'], [0x07, 'CLOCK_PULSE']);
  add(KIND.byte, [0x46, 'TASK'], [0x44, 'STEP']);
  add(KIND.double, [0xdc, 'IR']);
  for (let bank = 0; bank < EXTENDED_BANKS; bank++) {
    const name = `E${bank.toString(16).toUpperCase()}`;
    add(KIND.bit, [0x20 + bank, name]);
    add(KIND.word, [0xa0 + bank, name]);
    if (bank < 8) add(KIND.word, [0x90 + bank, name]);
    if (bank <= 8) {
      add(KIND.bit, [0xe0 + bank, `E${(16 + bank).toString(16).toUpperCase()}`]);
      add(KIND.word, [0x60 + bank, `E${(16 + bank).toString(16).toUpperCase()}`]);
    }
  }
  return out;
}

function areaOf(code: number): Area {
  const name = `area_0x${code.toString(16).padStart(2, '0')}`;
  return AREAS.get(code) ?? { name, kind: (code & 0x80) === 0 ? KIND.bit : KIND.word };
}

/** Bytes of one element of an area in an answer. */
export function elementBytes(code: number): number {
  return ELEMENT_BYTES[areaOf(code).kind]!;
}

/** `DM/100`, `CIO/10.03`, `TIM/5`: area code, word and bit as they lie at `at`. */
export function memoryObject({ bytes, at }: Part): string {
  const { name, kind } = areaOf(bytes[at]!);
  const word = word16(bytes, at + 1);
  if (name.startsWith('TC')) {
    // Counters follow timers: from 0x8000 on in CS mode, from 0x0800 on in CV mode.
    const first = (bytes[at]! & 0x08) === 0 ? 0x0800 : 0x8000;
    return `${name.replace('TC', word < first ? 'TIM' : 'CNT')}/${word % first}`;
  }
  if (kind !== KIND.bit) return `${name}/${word}`;
  return `${name}/${word}.${String(bytes[at + 3]!).padStart(2, '0')}`;
}

/** Elements of the area as it types them; bit 0 of a bit is its state, bit 1 that it is forced. */
export function memoryValues(code: number, { bytes, at, end }: Part): OperationValue[] {
  const { kind } = areaOf(code);
  const size = ELEMENT_BYTES[kind]!;
  const out: OperationValue[] = [];
  for (; at + size <= end && out.length < OPERATION_VALUES_MAX; at += size) {
    if (kind === KIND.bit || kind === KIND.flag) out.push((bytes[at]! & 1) === 1);
    else if (kind === KIND.byte) out.push(bytes[at]!);
    else if (kind === KIND.double) out.push(word16(bytes, at) * 65_536 + word16(bytes, at + 2));
    else out.push(word16(bytes, at));
  }
  return out;
}
