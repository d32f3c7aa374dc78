import { createServer, type AddressInfo, type Server } from 'node:net';
import { once } from 'node:events';
import { toHex } from '@bulkhead/kernel';
import type { Message } from './captures.ts';

/** How a client speaks the MC protocol: the frame, and whether in text. */
export interface McDialect {
  readonly frame: '1E' | '3E';
  readonly ascii: boolean;
}

/** Devices of words, and devices of bits, by their codes in frame 1E and in frame 3E. */
const WORDS = new Set([0x4420, 0xa8, 0x442a]);

interface Asked {
  readonly isWrite: boolean;
  readonly inBits: boolean;
  readonly device: number;
  readonly address: number;
  readonly points: number;
  readonly data: Uint8Array;
}

/**
 * A controller with words D and bits M behind a socket of loopback, for clients that others wrote.
 * It knows batch reads and writes as the FX3U-ENET-ADP manual §7 (1E) and SH-080956ENG §5 (3E) have
 * them, and nothing of how this package reads them.
 */
export class MelsecController {
  readonly words = new Uint16Array(1_024);
  readonly bits = new Uint8Array(1_024);
  /** Everything said, in its order. */
  readonly said: Message[] = [];
  readonly #dialect: McDialect;
  readonly #server: Server;

  constructor(dialect: McDialect) {
    this.#dialect = dialect;
    this.#server = createServer((socket) => {
      // Its client writes each request at once and waits for the answer.
      socket.on('data', (chunk) => {
        const answer = this.#answer(Uint8Array.from(chunk));
        this.said.push(['client', toHex(chunk)], ['server', toHex(answer)]);
        socket.write(answer);
      });
      socket.on('error', () => {});
    });
  }

  async listen(): Promise<number> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(request: Uint8Array): Uint8Array {
    const { frame, ascii } = this.#dialect;
    const plain = ascii ? fromText(request) : request;
    const asked = frame === '1E' ? this.#asked1(plain) : this.#asked3(plain, request);
    const data = asked.isWrite ? this.#write(asked) : this.#read(asked);
    const answer = frame === '1E' ? [plain[0]! | 0x80, 0, ...data] : this.#answer3(plain, data);
    return ascii ? toText(answer) : Uint8Array.from(answer);
  }

  #asked1(plain: Uint8Array): Asked {
    const [device, address] = this.#dialect.ascii
      ? [number(plain, 4, 2, true), number(plain, 6, 4, true)]
      : [number(plain, 8, 2, false), number(plain, 4, 4, false)];
    const [command, points] = [plain[0]!, plain[10]!];
    const data = plain.subarray(12);
    return { isWrite: command >= 2, inBits: command === 2, device, address, points, data };
  }

  #asked3(plain: Uint8Array, request: Uint8Array): Asked {
    const { ascii } = this.#dialect;
    const command = number(plain, 11, 2, ascii);
    const inBits = number(plain, 13, 2, ascii) === 1;
    const text = Buffer.from(request).toString('latin1');
    // In text the number of a device is decimal, and its code is two letters.
    const device = ascii ? number(request, 30, 2, true) : plain[18]!;
    const address = ascii ? Number(text.slice(32, 38)) : number(plain, 15, 3, false);
    const points = number(plain, 19, 2, ascii);
    const data = plain.subarray(21);
    return { isWrite: command === 0x1401, inBits, device, address, points, data };
  }

  #answer3(plain: Uint8Array, data: readonly number[]): number[] {
    const count = (data.length + 2) * (this.#dialect.ascii ? 2 : 1);
    const length = [count & 255, count >> 8];
    if (this.#dialect.ascii) length.reverse();
    return [0xd0, 0, ...plain.subarray(2, 7), ...length, 0, 0, ...data];
  }

  #write({ inBits, address, points, data }: Asked): number[] {
    for (let i = 0; i < points; i++) {
      if (inBits) this.bits[address + i] = (data[i >> 1]! >> ((i & 1) === 0 ? 4 : 0)) & 1;
      else this.words[address + i] = number(data, i * 2, 2, this.#dialect.ascii);
    }
    return [];
  }

  #read({ device, address, points }: Asked): number[] {
    return Array.from({ length: points }, (_, i) => {
      const word = WORDS.has(device) ? this.words[address + i]! : this.#bitsAsWord(address, i);
      return this.#dialect.ascii ? [word >> 8, word & 255] : [word & 255, word >> 8];
    }).flat();
  }

  #bitsAsWord(address: number, index: number): number {
    let word = 0;
    for (let bit = 0; bit < 16; bit++) word |= this.bits[address + index * 16 + bit]! << bit;
    return word;
  }
}

function number(bytes: Uint8Array, at: number, count: number, bigEndian: boolean): number {
  const part = [...bytes.subarray(at, at + count)];
  if (!bigEndian) part.reverse();
  return part.reduce((sum, byte) => sum * 256 + byte, 0);
}

/** Two characters of hexadecimal for each byte; what is none, as letters of a device, is zero. */
function fromText(bytes: Uint8Array): Uint8Array {
  const text = Buffer.from(bytes).toString('latin1');
  const pairs = text.match(/../g) ?? [];
  return Uint8Array.from(pairs, (pair) => Number.parseInt(pair, 16) || 0);
}

function toText(bytes: readonly number[]): Uint8Array {
  return Uint8Array.from(Buffer.from(Buffer.from(bytes).toString('hex').toUpperCase(), 'latin1'));
}
