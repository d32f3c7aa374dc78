import { fromHex } from '@bulkhead/kernel';
import { FRAMING } from '../protocol.ts';
import { protocols } from '../protocols.gen.ts';
import type { Carrier } from './conversations.ts';
import { type Seal, sealOf } from './fuzz-seals.ts';
import { carrierOf, goldenNames, goldenScript } from './goldens.ts';
import { type Framing, LENGTH_FIELDS_MAX, noteLengthFields } from './mutations.ts';

/** Bytes, messages and inputs that are kept of one protocol, its goldens included. */
const KEPT_BYTES_MAX = 4_194_304;
const KEPT_MESSAGES_MAX = 32_768;
const KEPT_INPUTS_MAX = 8_192;
const CARRIERS_MAX = 16;
/** Room for the input at hand, and for the records of a capture that carry it. */
export const WORK_BYTES = 524_288;
export const RECORDS_BYTES = 262_144;

/** Inputs that are changed further, as ranges of one buffer. The first are those of the goldens. */
export class Corpus {
  /** Records of a capture, the input at hand, then all messages that are kept. */
  readonly bytes = new Uint8Array(RECORDS_BYTES + WORK_BYTES + KEPT_BYTES_MAX);
  readonly carriers: Carrier[] = [];
  /** Of each message: where it lies, and whether the client sends it. */
  readonly starts = new Int32Array(KEPT_MESSAGES_MAX);
  readonly ends = new Int32Array(KEPT_MESSAGES_MAX);
  readonly sides = new Uint8Array(KEPT_MESSAGES_MAX);
  readonly lengthFields = new Int32Array(KEPT_MESSAGES_MAX * LENGTH_FIELDS_MAX);
  /** Of each input: its first message, how many there are, and what carries them. */
  readonly firsts = new Int32Array(KEPT_INPUTS_MAX);
  readonly counts = new Int32Array(KEPT_INPUTS_MAX);
  readonly carrierOf = new Uint8Array(KEPT_INPUTS_MAX);
  inputs = 0;
  messages = 0;
  /** So many of the inputs are goldens, or reached code that no other had reached. */
  chosen = 0;
  #end = RECORDS_BYTES + WORK_BYTES;
  #chosenEnd = this.#end;
  readonly #framing: Framing;
  readonly seal: Seal | undefined;

  constructor(protocol: string) {
    this.#framing = framingOf(protocol);
    this.seal = sealOf(protocol);
    for (const name of goldenNames()) {
      if (name.startsWith(`${protocol}/`)) this.#addGolden(goldenScript(name), carrierOf(protocol));
    }
    if (this.inputs === 0) throw new Error(`${protocol} has no golden with messages`);
    this.choose();
  }

  /** Begins an input; `message` adds to it, `endInput` makes it count. False where it is full. */
  beginInput(carrier: number): boolean {
    if (this.inputs >= KEPT_INPUTS_MAX) return false;
    this.firsts[this.inputs] = this.messages;
    this.counts[this.inputs] = 0;
    this.carrierOf[this.inputs] = carrier;
    return true;
  }

  /** A message of the input that was begun, from `from[at..end)`. */
  message(from: Uint8Array, at: number, end: number, side: number): void {
    if (this.messages >= KEPT_MESSAGES_MAX || this.#end + end - at > this.bytes.length) return;
    const { messages, bytes } = this;
    this.starts[messages] = this.#end;
    bytes.set(from.subarray(at, end), this.#end);
    this.#end += end - at;
    this.ends[messages] = this.#end;
    this.sides[messages] = side;
    noteLengthFields(
      bytes,
      this.starts[messages],
      this.#end,
      this.#framing,
      this.lengthFields,
      messages * LENGTH_FIELDS_MAX,
    );
    this.messages++;
    this.counts[this.inputs]!++;
  }

  /** The input that was begun counts from now on, unless there was no room for its messages. */
  endInput(): boolean {
    if (this.messages === this.firsts[this.inputs]) return false;
    this.inputs++;
    return true;
  }

  /** Makes all inputs that there are chosen ones. */
  choose(): void {
    this.chosen = this.inputs;
    this.#chosenEnd = this.#end;
  }

  /** Lets go of all inputs but the chosen ones. */
  reset(): void {
    this.inputs = this.chosen;
    this.messages =
      this.inputs === 0 ? 0 : this.firsts[this.inputs - 1]! + this.counts[this.inputs - 1]!;
    this.#end = this.#chosenEnd;
  }

  /** Index of what carries an input; what comes after the sixteenth goes over the first. */
  carrier(over: Carrier['over'], port: number): number {
    const known = this.carriers.findIndex((one) => one.over === over && one.port === port);
    if (known >= 0) return known;
    if (this.carriers.length >= CARRIERS_MAX) return 0;
    return this.carriers.push({ over, port }) - 1;
  }

  /** Inputs as lines of text, from the `first` on: `tcp 502 c0001.. s0001..`. */
  text(first: number): string {
    let out = '';
    for (let input = first; input < this.inputs; input++) {
      const { over, port } = this.carriers[this.carrierOf[input]!]!;
      out += `${over} ${port}`;
      const begin = this.firsts[input]!;
      for (let i = begin; i < begin + this.counts[input]!; i++) {
        const message = Buffer.from(this.bytes.subarray(this.starts[i], this.ends[i]));
        out += ` ${this.sides[i] === 0 ? 'c' : 's'}${message.toString('hex')}`;
      }
      out += '\n';
    }
    return out;
  }

  /** Adds what `text` gave. */
  addText(text: string): void {
    for (const line of text.split('\n')) {
      const [over, port, ...messages] = line.split(' ');
      if (!isOver(over) || !this.beginInput(this.carrier(over, Number(port)))) continue;
      for (const message of messages) {
        const bytes = fromHex(message.slice(1)) ?? new Uint8Array();
        this.message(bytes, 0, bytes.length, message.startsWith('c') ? 0 : 1);
      }
      this.endInput();
    }
  }

  /** Each connection of a golden is an input. */
  #addGolden(script: string, first: Carrier): void {
    let carrier = this.carrier(first.over, first.port);
    const connections = new Map<string, [Uint8Array, number][]>();
    const flush = (): void => {
      for (const messages of connections.values()) {
        if (!this.beginInput(carrier)) continue;
        for (const [bytes, side] of messages) this.message(bytes, 0, bytes.length, side);
        this.endInput();
      }
      connections.clear();
    };
    for (const line of script.split('\n')) {
      const [word = '', ...rest] = line.trim().split(/\s+/);
      if (word === 'over' && isOver(rest[0])) {
        flush();
        carrier = this.carrier(rest[0], Number(rest[1] ?? 102));
      }
      const [name, side] = word.includes('.') ? word.split('.') : ['', word];
      if (side !== 'client' && side !== 'server') continue;
      const bytes = fromHex(rest.join('')) ?? new Uint8Array();
      if (bytes.length === 0) continue;
      const messages = connections.get(name!) ?? [];
      connections.set(name!, messages);
      messages.push([bytes, side === 'client' ? 0 : 1]);
    }
    flush();
  }
}

function isOver(text: string | undefined): text is Carrier['over'] {
  return text === 'tcp' || text === 'udp' || text === 'ethernet' || text === 'cotp';
}

/** How the messages of a protocol's goldens tell their length: its own way, or its carrier's. */
function framingOf(name: string): Framing {
  const protocol = protocols.find((one) => one.name === name);
  if (protocol === undefined) return () => FRAMING.outOfStep;
  const { tcp, udp, ethernet, within } = protocol.over;
  if (tcp === undefined && udp === undefined && ethernet === undefined) {
    return framingOf(within?.[0] ?? '');
  }
  const transport = tcp !== undefined ? 0 : udp !== undefined ? 1 : 2;
  return (bytes, at, end) => protocol.frame(bytes, at, end, transport);
}
