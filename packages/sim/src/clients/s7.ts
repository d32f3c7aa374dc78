import { ascii, u16 } from '../bytes.ts';
import { S7_KINDS, s7Frame, tpkt } from '../controllers/s7/frame.ts';

/** A word or bit that a client reads or writes. */
export interface S7Item {
  /** Number of the data block; absent for flags (M). */
  readonly block?: number;
  readonly byte: number;
  /** Absent for a word. */
  readonly bit?: number;
  /** Words, from `byte` on; 1 for a bit. */
  readonly count: number;
}

function pointer(item: S7Item): number[] {
  const [size, area] = [item.bit === undefined ? 4 : 1, item.block === undefined ? 0x83 : 0x84];
  const bits = item.byte * 8 + (item.bit ?? 0);
  const address = [(bits >> 16) & 0xff, ...u16(bits & 0xffff)];
  return [0x12, 0x0a, 0x10, size, ...u16(item.count), ...u16(item.block ?? 0), area, ...address];
}

function userdata(
  reference: number,
  group: number,
  kind: number,
  data: readonly number[],
): Uint8Array {
  return s7Frame(S7_KINDS.userdata, reference, [0, 1, 0x12, 4, 0x11, 0x40 | group, kind, 0], data);
}

/** The requests that people and tools of this plant make. `reference` pairs them with answers. */
export const s7 = {
  /** COTP connect request for a rack and slot. */
  connect: (rack: number, slot: number): Uint8Array =>
    tpkt([0x11, 0xe0, 0, 0, 0, 1, 0, 0xc0, 1, 0x0a, 0xc1, 2, 1, 0, 0xc2, 2, 1, rack * 32 + slot]),
  setup: (reference: number): Uint8Array =>
    s7Frame(S7_KINDS.job, reference, [0xf0, 0, 0, 1, 0, 1, ...u16(480)]),
  read: (reference: number, items: readonly S7Item[]): Uint8Array =>
    s7Frame(S7_KINDS.job, reference, [4, items.length, ...items.flatMap(pointer)]),
  writeWord: (reference: number, block: number, byte: number, value: number): Uint8Array =>
    s7Frame(
      S7_KINDS.job,
      reference,
      [5, 1, ...pointer({ block, byte, count: 1 })],
      [0, 4, ...u16(16), ...u16(value)],
    ),
  readStatusList: (reference: number, list: number): Uint8Array =>
    userdata(reference, 4, 1, [0xff, 9, 0, 4, ...u16(list), 0, 0]),
  countBlocks: (reference: number): Uint8Array => userdata(reference, 3, 1, [0x0a, 0, 0, 0]),
  listBlocks: (reference: number, type: string): Uint8Array =>
    userdata(reference, 3, 2, [0xff, 9, 0, 2, ...ascii(type)]),
  startUpload: (reference: number, type: string, block: number): Uint8Array => {
    const name = ascii(`_${type}${String(block).padStart(5, '0')}A`);
    return s7Frame(S7_KINDS.job, reference, [0x1d, 0, 0, 0, 0, 0, 0, 0, name.length, ...name]);
  },
  upload: (reference: number): Uint8Array =>
    s7Frame(S7_KINDS.job, reference, [0x1e, 0, 0, 0, 0, 0, 0, 7]),
  endUpload: (reference: number): Uint8Array =>
    s7Frame(S7_KINDS.job, reference, [0x1f, 0, 0, 0, 0, 0, 0, 7]),
  stop: (reference: number): Uint8Array =>
    s7Frame(S7_KINDS.job, reference, [0x29, 0, 0, 0, 0, 0, 9, ...ascii('P_PROGRAM')]),
} as const;
