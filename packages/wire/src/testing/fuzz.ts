import {
  OPERATION_ANOMALIES_MAX,
  OPERATION_ITEMS_MAX,
  OPERATION_OBJECT_CHARACTERS_MAX,
  OPERATION_TECHNIQUES_MAX,
  OPERATION_VALUES_MAX,
  type Operation,
  SIGHTING_VALUE_CHARACTERS_MAX,
} from '@bulkhead/model';
import { CaptureDissector } from '../dissector.ts';
import type { Carrier } from './conversations.ts';
import { carrierOf, goldenNames, goldenScript } from './goldens.ts';
import { Chance, mutated } from './mutations.ts';

/** Messages of one input, and inputs kept because they gave something new. */
const MESSAGES_MAX = 6;
const KEPT_MAX = 4_000;
/** Inputs between two looks at the clock; one that takes longer than this alone is a hang. */
const LOOK_EVERY = 256;
const INPUT_MS_MAX = 1_000;
const ETHERNET = 1;
const HEADER_BYTES = { tcp: 54, udp: 42, ethernet: 14 } as const;
/** LLC and SNAP header in front of what a type beyond 16 bits stands for. */
const SNAP_BYTES = 8;

/** A few messages in order, and which end sends each. */
interface Input {
  readonly messages: readonly Uint8Array[];
  readonly fromClient: readonly boolean[];
}

/** What a run of the fuzzer came to. */
export interface FuzzTotals {
  readonly protocol: string;
  readonly inputs: number;
  readonly operations: number;
  /** Inputs that gave a service, outcome or departure that none before them had given. */
  readonly kept: number;
  readonly seconds: number;
  readonly slowestMs: number;
}

/**
 * Feeds changed messages of a protocol's goldens to a dissector that stays, each input on a flow of
 * its own. Inputs that give something new are changed further. Throws with the input in
 * hexadecimal where the dissector throws, breaks a bound of the model, or takes too long.
 */
export function fuzz(protocol: string, inputs: number, seed: number): FuzzTotals {
  const fuzzer = new Fuzzer(protocol, seed);
  const startMs = performance.now();
  for (let i = 0; i < inputs; i++) fuzzer.run(i);
  const seconds = (performance.now() - startMs) / 1000;
  const { operations, slowestMs, kept } = fuzzer;
  return { protocol, inputs, operations, kept, seconds, slowestMs };
}

class Fuzzer {
  operations = 0;
  slowestMs = 0;
  kept = 0;
  readonly #carrier: Carrier;
  readonly #chance: Chance;
  readonly #inputs: Input[];
  readonly #known = new Set<string>();
  readonly #frame = new Uint8Array(65_600);
  readonly #dissector: CaptureDissector;
  #new = false;
  #lookMs = performance.now();
  #frames = 0;

  constructor(protocol: string, seed: number) {
    this.#carrier = carrierOf(protocol);
    this.#chance = new Chance(seed);
    this.#inputs = seedsOf(protocol);
    if (this.#inputs.length === 0) throw new Error(`${protocol} has no golden with messages`);
    this.#dissector = new CaptureDissector({
      onOperation: (operation) => this.#take(operation),
      onSighting: ({ value, field }) => {
        if (value.length > SIGHTING_VALUE_CHARACTERS_MAX) throw new Error(`${field} is too long`);
      },
    });
  }

  run(number: number): void {
    const input = this.#next();
    this.#new = false;
    try {
      this.#send(number, input);
    } catch (error) {
      const said = error instanceof Error ? (error.stack ?? error.message) : String(error);
      throw new Error(`input ${number}: ${said}\n${textOf(input)}`, { cause: error });
    }
    if (this.#new && this.#inputs.length < KEPT_MAX) {
      this.#inputs.push(input);
      this.kept++;
    }
    if (number % LOOK_EVERY !== LOOK_EVERY - 1) return;
    const nowMs = performance.now();
    const passedMs = nowMs - this.#lookMs;
    this.#lookMs = nowMs;
    this.slowestMs = Math.max(this.slowestMs, passedMs / LOOK_EVERY);
    if (passedMs > INPUT_MS_MAX * 4) throw new Error(`near input ${number}: ${passedMs} ms`);
  }

  #next(): Input {
    const chance = this.#chance;
    const base = chance.of(this.#inputs);
    const donor = chance.of(chance.of(this.#inputs).messages);
    const first = chance.below(base.messages.length);
    const count = 1 + chance.below(MESSAGES_MAX);
    const fromClient: boolean[] = [];
    const messages: Uint8Array[] = [];
    for (let i = first; i < Math.min(base.messages.length, first + count); i++) {
      const keeps = chance.below(3) === 0;
      messages.push(keeps ? base.messages[i]! : mutated(base.messages[i]!, donor, chance));
      fromClient.push(base.fromClient[i]! !== (chance.below(20) === 0));
    }
    return { messages, fromClient };
  }

  #send(number: number, { messages, fromClient }: Input): void {
    const sequences = [1, 1];
    const port = 1_024 + (number % 60_000);
    messages.forEach((message, i) => {
      const side = fromClient[i]! ? 0 : 1;
      const cuts = this.#carrier.over === 'tcp' && this.#chance.below(4) === 0;
      const cut = cuts ? this.#chance.below(message.length + 1) : message.length;
      for (const part of [message.subarray(0, cut), message.subarray(cut)]) {
        if (part.length === 0) continue;
        this.#packet(number, side, port, sequences[side]!, part);
        sequences[side]! += part.length;
      }
    });
  }

  /** One frame with just what a dissector reads of the headers. */
  #packet(number: number, side: number, port: number, sequence: number, payload: Uint8Array): void {
    const { over, port: server } = this.#carrier;
    const frame = this.#frame;
    const over4 = over === 'cotp' ? 'tcp' : over;
    const isSnap = over4 === 'ethernet' && server > 0xffff;
    const headerBytes = HEADER_BYTES[over4] + (isSnap ? SNAP_BYTES : 0);
    frame.fill(0, 0, headerBytes);
    frame[0] = frame[6] = 2;
    frame[5 + 6 * side] = 1;
    frame[9] = frame[3] = (number >> 16) & 0xff;
    frame[10] = frame[4] = (number >> 8) & 0xff;
    const view = new DataView(frame.buffer);
    const end = headerBytes + payload.length;
    if (over4 === 'ethernet') {
      view.setUint16(12, isSnap ? payload.length + SNAP_BYTES : server);
      if (isSnap) {
        view.setUint32(14, 0xaaaa0300 + (server >>> 24));
        view.setUint32(18, server);
      }
    } else {
      view.setUint16(12, 0x0800);
      frame[14] = 0x45;
      view.setUint16(16, end - 14);
      view.setUint16(18, this.#frames & 0xffff);
      frame[23] = over4 === 'tcp' ? 6 : 17;
      const client = 0x0a010000 + Math.floor(number / 60_000);
      view.setUint32(26, side === 0 ? client : 0x0a000002);
      view.setUint32(30, side === 0 ? 0x0a000002 : client);
      view.setUint16(34, side === 0 ? port : server);
      view.setUint16(36, side === 0 ? server : port);
      if (over4 === 'tcp') {
        view.setUint32(38, sequence);
        frame[46] = 0x50;
        frame[47] = 0x18;
      } else {
        view.setUint16(38, payload.length + 8);
        view.setUint16(40, this.#frames & 0xffff);
      }
    }
    frame.set(payload, headerBytes);
    this.#frames++;
    const seconds = 1_767_225_600 + Math.floor(this.#frames / 1_000);
    const nanoseconds = (this.#frames % 1_000) * 1_000_000;
    this.#dissector.packet(frame, 0, end, end, ETHERNET, seconds, nanoseconds);
  }

  #take(operation: Operation): void {
    this.operations++;
    const { anomalies } = operation;
    check(operation, anomalies);
    let key = `${operation.protocol} ${operation.service.name} ${operation.outcome}`;
    for (const { code } of anomalies) key += ` ${code}`;
    if (this.#known.size >= KEPT_MAX || this.#known.has(key)) return;
    this.#known.add(key);
    this.#new = true;
  }
}

/** Reads all that a protocol says of an operation, and holds it to the bounds of the model. */
function check(operation: Operation, anomalies: Operation['anomalies']): void {
  const { object, values, items, techniques, count, address, service, unit, refusal } = operation;
  const within =
    object.length <= OPERATION_OBJECT_CHARACTERS_MAX &&
    values.length <= OPERATION_VALUES_MAX &&
    (items === undefined || items.length <= OPERATION_ITEMS_MAX) &&
    anomalies.length <= OPERATION_ANOMALIES_MAX &&
    techniques.length <= OPERATION_TECHNIQUES_MAX &&
    Number.isInteger(count) &&
    (address === null || Number.isInteger(address)) &&
    (unit === null || Number.isInteger(unit)) &&
    (refusal === null || (Number.isInteger(refusal.code) && refusal.name !== '')) &&
    Number.isInteger(service.code) &&
    service.name !== '' &&
    (items === undefined ||
      items.every(
        (item) =>
          item.object.length <= OPERATION_OBJECT_CHARACTERS_MAX &&
          item.values.length <= OPERATION_VALUES_MAX,
      ));
  if (within) return;
  const text = JSON.stringify(operation).slice(0, 2_000);
  throw new Error(`an operation is beyond the model: ${text}`);
}

/** The messages of each golden of a protocol, connection by connection. */
function seedsOf(protocol: string): Input[] {
  return goldenNames()
    .filter((name) => name.startsWith(`${protocol}/`))
    .flatMap((name) => {
      const messages: Uint8Array[] = [];
      const fromClient: boolean[] = [];
      for (const line of goldenScript(name).split('\n')) {
        const [word = '', ...rest] = line.trim().split(/\s+/);
        const side = word.split('.').at(-1);
        if (side !== 'client' && side !== 'server') continue;
        messages.push(Uint8Array.from(Buffer.from(rest.join(''), 'hex')));
        fromClient.push(side === 'client');
      }
      return messages.some(({ length }) => length > 0) ? [{ messages, fromClient }] : [];
    });
}

function textOf({ messages, fromClient }: Input): string {
  return messages
    .map(
      (message, i) =>
        `${fromClient[i]! ? 'client' : 'server'} ${Buffer.from(message).toString('hex')}`,
    )
    .join('\n');
}
