import { fromHex } from '@bulkhead/kernel';
import type { WireLimits } from '../limits.ts';
import { PcapWriter } from '../pcap-writer.ts';
import { type Carrier, type Conversation, conversationOver, endOf } from './conversations.ts';

/** What a golden's input says: pieces of a capture, and when the clock is moved on between them. */
export interface GoldenInput {
  readonly limits: Partial<WireLimits>;
  readonly steps: readonly (Uint8Array | { readonly advanceToMs: number })[];
  /** The whole capture, for other tools. */
  readonly capture: Uint8Array;
}

const START_NS = 1_767_225_600_000_000_000n;
const STEP_NS = 10_000_000n;
const NS_IN_MS = 1_000_000n;
const DEFAULT_ENDS = ['10.20.20.10:49152', '10.20.11.10'] as const;
const DEFAULT_MACS = ['02:00:0a:14:14:0a', '02:00:0a:14:0b:0a'] as const;

interface Frame {
  readonly atNs: bigint;
  readonly frame: Uint8Array;
}

/**
 * Reads the input half of a golden, one step a line:
 *
 * - `client HEX`, `server HEX`: one message; `NAME.client HEX` on a connection of that name
 * - `connect NAME IP:PORT IP:PORT [SEQUENCE]`: opens a connection (`-` as sequence: without SYN)
 * - `over tcp PORT`, `over udp PORT`, `over ethernet TYPE`, `over cotp`: what the connections after
 *   it go over; ends over Ethernet are MAC addresses
 * - `close [NAME]`, `reset [NAME]`
 * - `drop`, `swap`, `repeat`: the last packet is not captured, changes places, comes twice
 * - `hold COUNT`, `release`: the last packets are held back; what was held back comes, in order
 * - `segment BYTES`, `snap BYTES`, `vlan ID ID`, `wait MS`, `advance MS`, `limit NAME NUMBER`
 * - `link NUMBER`, `packet HEX`: packets as they are; `capture HEX`: bytes of a whole file
 */
export function readGoldenInput(text: string, carrier: Carrier): GoldenInput {
  const script = new Script(carrier);
  for (const line of text.split('\n')) {
    const [word = '', ...rest] = line.trim().split(/\s+/);
    if (word !== '') script.step(word, rest);
  }
  return script.result();
}

class Script {
  readonly #limits: Record<string, number> = {};
  readonly #timeline: (Frame | { advanceToMs: number })[] = [];
  readonly #connections = new Map<string, Conversation>();
  #carrier: Carrier;
  #file: Uint8Array[] = [];
  #atNs = START_NS;
  #segmentBytesMax = 1_460;
  #snapLength = 262_144;
  readonly #held: (Frame | { advanceToMs: number })[] = [];
  #linkType = 1;
  #vlans: number[] = [];

  constructor(carrier: Carrier) {
    this.#carrier = carrier;
  }

  step(word: string, rest: readonly string[]): void {
    const number = Number(rest[0]);
    const [name, side] = word.includes('.') ? word.split('.') : ['', word];
    if (side === 'client' || side === 'server') return this.#send(name!, side, bytesOf(rest));
    if (word === 'segment') this.#segmentBytesMax = number;
    else if (word === 'snap') this.#snapLength = number;
    else if (word === 'over') this.#over(rest);
    else if (word === 'link') this.#linkType = number;
    else if (word === 'vlan') this.#vlans = rest.map(Number);
    else if (word === 'limit') this.#limits[rest[0]!] = Number(rest[1]);
    else if (word === 'wait') this.#atNs += BigInt(number) * NS_IN_MS;
    else if (word === 'hold') this.#held.push(...this.#timeline.splice(-number));
    else if (word === 'release') this.#release();
    else if (word === 'connect') this.#connect(rest);
    else if (word === 'capture') this.#file.push(bytesOf(rest));
    else if (word === 'packet') this.#push(this.#next(), bytesOf(rest));
    else if (word === 'close') this.#named(rest[0]).close(this.#next());
    else if (word === 'reset') this.#named(rest[0]).reset(this.#next(), 'client');
    else if (word === 'advance') this.#advance(number);
    else this.#edit(word);
  }

  result(): GoldenInput {
    const writer = new PcapWriter({ linkType: this.#linkType, snapLength: this.#snapLength });
    const steps: GoldenInput['steps'][number][] =
      this.#file.length > 0 ? [...this.#file] : [writer.take()];
    for (const one of this.#timeline) {
      if ('advanceToMs' in one) {
        steps.push(one);
        continue;
      }
      writer.packet(one.atNs, one.frame);
      steps.push(writer.take());
    }
    const pieces = steps.filter((step) => step instanceof Uint8Array);
    const capture = new Uint8Array(pieces.flatMap((piece) => [...piece]));
    return { limits: this.#limits, steps, capture };
  }

  #edit(word: string): void {
    const at = this.#timeline.length - 1;
    const last = this.#timeline[at];
    if (last === undefined) throw new Error(`${word}: there is no packet yet`);
    if (word === 'drop') this.#timeline.pop();
    else if (word === 'repeat') this.#timeline.push(last);
    else if (word === 'swap') this.#timeline.splice(at - 1, 2, last, this.#timeline[at - 1]!);
    else throw new Error(`a golden has no step "${word}"`);
  }

  #release(): void {
    for (const one of this.#held.splice(0)) {
      if ('frame' in one) this.#push(this.#next(), one.frame);
    }
  }

  #advance(ms: number): void {
    this.#timeline.push({ advanceToMs: Number(this.#atNs / NS_IN_MS) + ms });
  }

  #next(): bigint {
    this.#atNs += STEP_NS;
    return this.#atNs;
  }

  #push(atNs: bigint, frame: Uint8Array): void {
    this.#timeline.push({ atNs, frame });
  }

  #send(name: string, side: 'client' | 'server', payload: Uint8Array): void {
    this.#named(name).send(this.#next(), side, payload);
  }

  #over([over = '', port]: readonly string[]): void {
    const known = (['tcp', 'udp', 'ethernet', 'cotp'] as const).find((one) => one === over);
    if (known === undefined) throw new Error(`nothing goes over "${over}"`);
    this.#carrier = { over: known, port: Number(port ?? 102) };
    this.#connections.delete('');
  }

  #named(name = ''): Conversation {
    const known = this.#connections.get(name);
    if (known !== undefined) return known;
    const { over, port } = this.#carrier;
    const ends =
      over === 'ethernet' ? DEFAULT_MACS : [DEFAULT_ENDS[0], `${DEFAULT_ENDS[1]}:${port}`];
    this.#connect([name, ...ends]);
    return this.#connections.get(name)!;
  }

  #connect([name = '', client = '', server = '', sequence]: readonly string[]): void {
    const { over } = this.#carrier;
    const conversation = conversationOver(this.#carrier, {
      client: endOf(client, DEFAULT_MACS[0], over),
      server: endOf(server, DEFAULT_MACS[1], over),
      sink: (atNs, frame) => this.#push(atNs, frame),
      segmentBytesMax: this.#segmentBytesMax,
      vlans: this.#vlans,
      ...(sequence === undefined || sequence === '-' ? {} : { clientSequence: Number(sequence) }),
    });
    this.#connections.set(name, conversation);
    if (sequence !== '-') conversation.open(this.#atNs);
  }
}

function bytesOf(words: readonly string[]): Uint8Array {
  const bytes = fromHex(words.join(''));
  if (bytes === undefined) throw new Error(`not hexadecimal: ${words.join(' ')}`);
  return bytes;
}
