import { ascii, u16 } from '../../bytes.ts';
import type { S7Block, S7Cpu } from './cpu.ts';
import { s7Answer } from './frame.ts';

/** Bytes of a block in one answer, well under the PDU size that a CPU grants. */
const PART_BYTES = 200;
const ERROR_BLOCK_NOT_FOUND = 0xd209;
const ERROR_NO_TRANSFER = 0xd204;
const FILE_NAME_AT = 9;

/** One upload (CPU to station) of one connection: start 0x1D, parts 0x1E, end 0x1F. */
export class Upload {
  readonly #cpu: S7Cpu;
  #block: S7Block | undefined;
  #sentBytes = 0;

  constructor(cpu: S7Cpu) {
    this.#cpu = cpu;
  }

  start(reference: number, parameter: Uint8Array): Uint8Array {
    // `_0800001A`: a block of type 08 with number 00001 in the active file system.
    const name = String.fromCharCode(...parameter.subarray(FILE_NAME_AT));
    const match = /^_(0[8ACE])(\d{5})[AB]$/.exec(name);
    const block = this.#cpu.blocks.find(
      (block) => block.type === match?.[1] && block.number === Number(match[2]),
    );
    if (block === undefined) return s7Answer(reference, [0x1d, 0], [], ERROR_BLOCK_NOT_FOUND);
    this.#block = block;
    this.#sentBytes = 0;
    const length = ascii(String(block.bytes.length).padStart(7, '0'));
    return s7Answer(reference, [0x1d, 0, 1, 0, 0, 0, 0, 7, length.length, ...length]);
  }

  next(reference: number): Uint8Array {
    const block = this.#block;
    if (block === undefined) return s7Answer(reference, [0x1e, 0], [], ERROR_NO_TRANSFER);
    const part = block.bytes.subarray(this.#sentBytes, this.#sentBytes + PART_BYTES);
    this.#sentBytes += part.length;
    const more = this.#sentBytes < block.bytes.length ? 1 : 0;
    return s7Answer(reference, [0x1e, more], [...u16(part.length), 0, 0xfb, ...part]);
  }

  end(reference: number): Uint8Array {
    this.#block = undefined;
    return s7Answer(reference, [0x1f]);
  }
}
