import { textOf } from '../bytes.ts';
import { hexadecimal } from '../described/hexadecimal.ts';

interface Device {
  readonly name: string;
  /** Whether its numbers are written in hexadecimal. */
  readonly hexadecimal: boolean;
  /** Whether it is one bit. */
  readonly bit: boolean;
}

/** Name and code of bit devices; a `#` marks those that are counted in hexadecimal. */
const BITS = `SM 91,X# 9c,Y# 9d,M 90,L 92,F 93,V 94,B# a0,TS c1,TC c0,STS c7,STC c6,CS c4,CC c3,\
SB# a1,DX# a2,DY# a3,S 98,LTS 51,LTC 50,LSTS 59,LSTC 58,LCS 55,LCC 54`;
const WORDS = `SD a9,D a8,W# b4,TN c2,STN c8,CN c5,SW# b5,Z cc,R af,ZR# b0,LTN 52,LSTN 5a,LCN 56,\
LZ 62,RD 2c`;

/** Device codes, SH-080956ENG §5.2. */
const BY_CODE = new Map<number, Device>();
const BY_NAME = new Map<string, Device>();
for (const [list, bit] of [
  [BITS, true],
  [WORDS, false],
] as const) {
  for (const row of list.split(',')) {
    const [marked = '', code = ''] = row.split(' ');
    const name = marked.replace('#', '');
    const device = { name, hexadecimal: marked.endsWith('#'), bit };
    BY_CODE.set(Number.parseInt(code, 16), device);
    BY_NAME.set(name, device);
  }
}
// Retentive timers have two letters where the text has room for two.
for (const letter of ['S', 'C', 'N']) BY_NAME.set(`S${letter}`, BY_NAME.get(`ST${letter}`)!);

/** Devices of frame 1E: two letters as one number, the second of which may be a space. */
const OLD_CODES: ReadonlyMap<number, string> = new Map(
  'X Y M L S B F TN TS TC CN CS CC D W R'
    .split(' ')
    .map((name) => [(name.charCodeAt(0) << 8) | (name.charCodeAt(1) || 0x20), name] as const),
);

/** Whether this is a device of frame 1E. */
export function isOldDevice(code: number): boolean {
  return OLD_CODES.has(code);
}

/** Data of a frame, read from front to back in either of its forms. Zeros follow its end. */
export class SlmpData {
  readonly bytes: Uint8Array;
  at: number;
  readonly end: number;
  readonly ascii: boolean;

  constructor(bytes: Uint8Array, at: number, end: number, ascii: boolean) {
    this.bytes = bytes;
    this.at = Math.min(at, end);
    this.end = end;
    this.ascii = ascii;
  }

  get left(): number {
    return this.end - this.at;
  }

  /** Whether that many bytes (of either form) follow. */
  has(size: number): boolean {
    return this.left >= (this.ascii ? size * 2 : size);
  }

  /** An unsigned number of up to four bytes. */
  number(size: number): number {
    let value = 0;
    if (this.ascii) {
      if (this.has(size)) value = Math.max(0, hexadecimal(this.bytes, this.at, size * 2));
      this.at = Math.min(this.end, this.at + size * 2);
      return value;
    }
    for (let i = size - 1; i >= 0; i--) {
      value = value * 256 + (this.at + i < this.end ? this.bytes[this.at + i]! : 0);
    }
    this.at = Math.min(this.end, this.at + size);
    return value;
  }

  /** Text of so many characters, which are not doubled in either form. */
  text(characters: number): string {
    const start = this.at;
    this.at = Math.min(this.end, start + characters);
    return textOf(this.bytes, start, this.at);
  }

  /** Whether another device follows. `wide` is the form of the iQ-R series. */
  hasDevice(wide: boolean): boolean {
    return this.left >= (this.ascii ? 8 : 4) * (wide ? 1.5 : 1);
  }

  /** `D/100`, `X/1A`: device code and number. */
  device(wide: boolean): { object: string; address: number; bit: boolean } {
    if (this.ascii) return this.#asciiDevice(wide);
    const address = this.number(wide ? 4 : 3);
    const code = this.number(wide ? 2 : 1);
    return named(BY_CODE.get(code), `device_0x${code.toString(16).padStart(2, '0')}`, address);
  }

  /** The same in frame 1E, where in text the device comes first. */
  oldDevice(): { object: string; address: number; bit: boolean } {
    const textCode = this.ascii ? this.number(2) : 0;
    const address = this.number(4);
    const code = this.ascii ? textCode : this.number(2);
    const known = BY_NAME.get(OLD_CODES.get(code) ?? '');
    return named(known, `device_0x${code.toString(16).padStart(4, '0')}`, address);
  }

  #asciiDevice(wide: boolean): { object: string; address: number; bit: boolean } {
    const name = this.text(wide ? 4 : 2).replace(/\*+$/, '');
    const known = BY_NAME.get(name);
    const digits = this.text(wide ? 8 : 6);
    const address = Number.parseInt(digits, known?.hexadecimal === true ? 16 : 10);
    return named(known, `device_${name}`, Number.isNaN(address) ? 0 : Math.max(0, address));
  }
}

function named(
  device: Device | undefined,
  unknown: string,
  address: number,
): { object: string; address: number; bit: boolean } {
  const number = device?.hexadecimal === true ? address.toString(16).toUpperCase() : `${address}`;
  return { object: `${device?.name ?? unknown}/${number}`, address, bit: device?.bit ?? false };
}
