import { createContext, Script } from 'node:vm';
import type { Operation } from '@bulkhead/model';
import { CaptureDissector } from '../dissector.ts';
import { checkSighting, readAsJson, readWhole } from './fuzz-check.ts';
import type { Corpus } from './fuzz-corpus.ts';
import { FILE_HEADER, Frames } from './fuzz-frames.ts';
import { Input } from './fuzz-input.ts';
import { Kinds } from './fuzz-kinds.ts';
import { Chance } from './mutations.ts';

/** Inputs between two looks at time and memory. */
export const BATCH_INPUTS = 1_024;
/** A batch that has not ended after this long is a hang; one takes some 20 ms of a processor. */
const HANG_MS = 600_000;
/** One that took less of the processor by then did not hang: the process was held up. */
const HANG_CPU_MS_MIN = 2_000;
/** Time of the processor that a batch may take: a thousand times what one takes. */
const BATCH_CPU_MS_MAX = 20_000;
/** An input that takes longer than this each time is too slow; most take some 20 us. */
const INPUT_MS_MAX = 1_000;
/** Those that take longer than this are tried again: other processes take time too. */
const INPUT_MS_SLOW = 1;
const SLOW_TRIES = 4;
/** Operations and sightings that a byte which was sent may give: each is told by some byte. */
const STEPS_A_BYTE_MAX = 1;
/** In one batch of so many all inputs follow on one flow, and few are changed: its tables fill. */
const LONG_FLOW_ONE_IN = 16;
/** Every operation of a kind that is new is read whole, and one of so many others. */
const READ_ONE_IN = 4;
/** Of those that are read whole, one of so many is also written as JSON and held to the schema. */
const JSON_ONE_IN = 64;
/** What the dissector may keep is kept small, so that its limits are met all the time. */
const LIMITS = {
  flowsMax: 1_024,
  pendingMax: 2_048,
  flowPendingMax: 64,
  totalBytesMax: 4_194_304,
};

/** What runs here is stopped where it hangs. One for all: contexts are hard to get rid of. */
const stoppable = createContext({ run: (): void => undefined }) as { run: () => void };
const SCRIPT = new Script('run()');
const TIMED_OUT = 'ERR_SCRIPT_EXECUTION_TIMEOUT';

/** The process was stopped for so long that it looks like a hang: the round counts for nothing. */
export class PausedError extends Error {}

/** What a run of the fuzzer came to. */
export interface FuzzTotals {
  readonly inputs: number;
  readonly operations: number;
  /** Operations that were read whole. */
  readonly read: number;
  /** Inputs that gave a service, outcome or departure that none before them had given. */
  readonly kept: number;
  readonly seconds: number;
  /** What the slowest input took, the best of some tries; 0 where none took a millisecond. */
  readonly slowestMs: number;
}

/**
 * Feeds changed messages of a protocol's goldens to a dissector that stays, each input on a flow of
 * its own. Inputs that give something new are changed further. Throws with the input in
 * hexadecimal where the dissector throws, breaks a bound of the model, or takes too long.
 */
export class Fuzzer {
  readonly corpus: Corpus;
  #inputs = 0;
  #operations = 0;
  #read = 0;
  #kept = 0;
  #slowestMs = 0;
  /** What the dissector has called, which the bytes that it was given bound. */
  #steps = 0;
  #bytes = 0;
  #flows = 0;
  readonly #seed: number;
  readonly #chance: Chance;
  readonly #input: Input;
  readonly #frames: Frames;
  readonly #dissector: CaptureDissector;
  readonly #kinds = new Kinds();
  /** Of the batch at hand: how many inputs, of which so many of the corpus are the base. */
  #size = 0;
  #bases = 0;
  #isNew = false;
  #untilRead = READ_ONE_IN;
  #untilJson = JSON_ONE_IN;

  constructor(corpus: Corpus, seed: number) {
    this.corpus = corpus;
    this.#seed = seed;
    this.#chance = new Chance();
    this.#input = new Input(corpus, this.#chance);
    this.#dissector = new CaptureDissector({
      onOperation: (operation) => this.#take(operation),
      onSighting: (sighting) => {
        this.#steps++;
        checkSighting(sighting);
      },
      limits: LIMITS,
    });
    this.#frames = new Frames(corpus.bytes, (records) => {
      this.#bytes += records.length;
      this.#dissector.push(records);
    });
    this.#dissector.push(FILE_HEADER);
  }

  run(inputs: number): FuzzTotals {
    const startMs = performance.now();
    for (let done = 0; done < inputs; done += BATCH_INPUTS) {
      this.batch(Math.min(BATCH_INPUTS, inputs - done));
    }
    return {
      inputs: this.#inputs,
      operations: this.#operations,
      read: this.#read,
      kept: this.#kept,
      seconds: (performance.now() - startMs) / 1000,
      slowestMs: this.#slowestMs,
    };
  }

  /** Tries so many inputs; what is worth keeping of them counts from the next batch on. */
  batch(size: number): void {
    this.#size = size;
    this.#bases = this.corpus.inputs;
    const before = process.cpuUsage();
    try {
      stoppable.run = () => this.#batch();
      SCRIPT.runInContext(stoppable, { timeout: HANG_MS });
    } catch (error) {
      if (isPaused(error, before)) throw new PausedError();
      const said = error instanceof Error ? (error.stack ?? error.message) : String(error);
      throw new Error(`input ${this.#inputs}: ${said}\n${this.#text()}`, { cause: error });
    }
    const { user, system } = process.cpuUsage(before);
    const passedMs = (user + system) / 1000;
    if (passedMs > BATCH_CPU_MS_MAX) throw new Error(`near input ${this.#inputs}: ${passedMs} ms`);
    const steps = this.#steps - LIMITS.pendingMax;
    if (steps > this.#bytes * STEPS_A_BYTE_MAX) {
      throw new Error(`${this.#steps} steps for ${this.#bytes} bytes near input ${this.#inputs}`);
    }
    this.#steps = 0;
    this.#bytes = 0;
  }

  /** Ends the capture: what still waits is handed on too, and every packet is accounted for. */
  close(): void {
    const { skipped, damage } = this.#dissector.end();
    const unexplained = skipped['unexplained'] ?? 0;
    if (unexplained > 0)
      throw new Error(`${unexplained} packets gave nothing, and nobody knows why`);
    if (damage !== null) throw new Error(damage.message);
  }

  /** Sends every input of the corpus unchanged. */
  asTheyAre(): void {
    for (let i = 0; i < this.corpus.inputs; i++) {
      this.#chance.begin(this.#seed, i);
      this.#input.take(i);
      this.#input.send(this.#frames, this.#flows++);
    }
  }

  /** Tries these inputs, made of the first `bases` of the corpus; keeps none. */
  again(first: number, count: number, bases: number): void {
    for (let number = first; number < first + count; number++) {
      this.#send(number, bases);
    }
  }

  /** Keeps that input. */
  keep(number: number, bases: number): void {
    this.#make(number, bases);
    if (this.#input.keep()) this.#kept++;
  }

  #batch(): void {
    for (let i = 0; i < this.#size; i++) {
      this.#isNew = false;
      const startMs = performance.now();
      this.#send(this.#inputs, this.#bases);
      const passedMs = performance.now() - startMs;
      if (this.#isNew && this.#input.keep()) this.#kept++;
      if (passedMs > Math.max(INPUT_MS_SLOW, this.#slowestMs)) this.#timeAgain(passedMs);
      this.#inputs++;
    }
  }

  #timeAgain(firstMs: number): void {
    let leastMs = firstMs;
    for (let tries = 0; tries < SLOW_TRIES && leastMs > this.#slowestMs; tries++) {
      const startMs = performance.now();
      this.again(this.#inputs, 1, this.#bases);
      leastMs = Math.min(leastMs, performance.now() - startMs);
    }
    if (leastMs > INPUT_MS_MAX) throw new Error(`takes ${leastMs} ms each time`);
    if (leastMs > INPUT_MS_SLOW) this.#slowestMs = Math.max(this.#slowestMs, leastMs);
  }

  /** The input of this number is the same whenever it is made. */
  #make(number: number, bases: number): void {
    this.#chance.begin(this.#seed, number);
    this.#input.make(bases, goesOn(number));
  }

  #send(number: number, bases: number): void {
    this.#make(number, bases);
    const isLong = goesOn(number) && number % BATCH_INPUTS !== 0;
    if (!isLong) this.#flows++;
    this.#input.send(this.#frames, this.#flows, isLong);
  }

  /** The capture of the input at hand, as a golden has it. */
  #text(): string {
    let text = `capture ${Buffer.from(FILE_HEADER).toString('hex')}`;
    const frames = new Frames(this.corpus.bytes, (records) => {
      text += `\ncapture ${Buffer.from(records).toString('hex')}`;
    });
    this.#make(this.#inputs, this.#bases);
    this.#input.send(frames, 0);
    return text;
  }

  #take(operation: Operation): void {
    this.#operations++;
    this.#steps++;
    if (this.#kinds.isNew(operation)) this.#isNew = true;
    else if (--this.#untilRead > 0) return;
    this.#untilRead = READ_ONE_IN;
    this.#read++;
    readWhole(operation);
    if (--this.#untilJson > 0) return;
    this.#untilJson = JSON_ONE_IN;
    readAsJson(operation);
  }
}

/** Whether an input follows on the flow of the one before it. */
function goesOn(number: number): boolean {
  return Math.floor(number / BATCH_INPUTS) % LONG_FLOW_ONE_IN === LONG_FLOW_ONE_IN - 1;
}

function isPaused(error: unknown, before: NodeJS.CpuUsage): boolean {
  const isLate = error instanceof Error && 'code' in error && error.code === TIMED_OUT;
  const { user, system } = process.cpuUsage(before);
  return isLate && (user + system) / 1000 < HANG_CPU_MS_MIN;
}
