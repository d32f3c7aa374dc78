import { JsonBytes, OperationWriter, Tally, type CaptureDissector } from '@bulkhead/engine/reading';
import type { Operation, Sighting } from '@bulkhead/model';
import type { Batch, Wanted } from './messages.ts';

type Order = CaptureDissector['order'];
type Gathered = Pick<Batch, 'keys' | 'lines' | 'news'>;

/** Gathers in one thread what another puts in order. */
export interface Gatherer {
  operation(operation: Operation, order: Order): void;
  sighting(sighting: Sighting, order: Order): void;
  /** What was gathered since the last call. */
  take(): Gathered;
  /** Gives back the memory of lines that were taken. */
  reuse(room: Uint8Array<ArrayBuffer>): void;
}

export function gathererOf(wanted: Wanted): Gatherer {
  if (wanted === 'lines') return new Lines();
  return wanted === 'devices' ? new Devices() : NOTHING;
}

const NOTHING: Gatherer = {
  operation: () => {},
  sighting: () => {},
  take: () => ({ keys: new Float64Array(), lines: null, news: [] }),
  reuse: () => {},
};

class Lines implements Gatherer {
  readonly #json = new JsonBytes();
  readonly #writer = new OperationWriter(this.#json);
  readonly #rooms: Uint8Array<ArrayBuffer>[] = [];
  #keys: number[] = [];

  operation(operation: Operation, { frame, within }: Order): void {
    this.#writer.write(operation);
    this.#keys.push(frame, within, this.#json.length);
  }

  sighting(): void {}

  take(): Gathered {
    const keys = Float64Array.from(this.#keys);
    const lines = this.#json.written();
    this.#keys = [];
    this.#json.restart(this.#rooms.pop());
    return { keys, lines, news: [] };
  }

  reuse(room: Uint8Array<ArrayBuffer>): void {
    this.#rooms.push(room);
  }
}

class Devices implements Gatherer {
  readonly #tally = new Tally();

  operation(operation: Operation, order: Order): void {
    this.#tally.operation(operation, order);
  }

  sighting(sighting: Sighting, order: Order): void {
    this.#tally.sighting(sighting, order);
  }

  take(): Gathered {
    const news = this.#tally.take();
    const keys = Float64Array.from(news.flatMap(({ frame, within }, i) => [frame, within, i + 1]));
    return { keys, lines: null, news };
  }

  reuse(): void {}
}
