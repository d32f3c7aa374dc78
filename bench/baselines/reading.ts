import { openCaptureFile } from '@bulkhead/connect';
import type { Operation, Sighting } from '@bulkhead/model';
import { CaptureDissector, copyOperation } from '@bulkhead/wire';
import type { BaselineReader } from './reader.ts';

/** What we made of one capture. */
export class Reading {
  readonly #operations: Operation[] = [];
  readonly #sightings: Sighting[] = [];

  /** Dissects the file, whole. */
  async take(file: string): Promise<void> {
    const dissector = new CaptureDissector({
      onOperation: (operation) => void this.#operations.push(copyOperation(operation)),
      onSighting: (sighting) => void this.#sightings.push(sighting),
    });
    for await (const chunk of openCaptureFile(file).chunks) dissector.push(chunk);
    dissector.end();
  }

  /** Our claims, in the words of this reader. */
  claims(reader: BaselineReader): string[] {
    const isOf = ({ protocol }: { readonly protocol: string }): boolean =>
      reader.from.includes(protocol);
    return [
      ...this.#operations.filter(isOf).flatMap((operation) => reader.ours?.(operation) ?? []),
      ...this.#sightings.filter(isOf).flatMap((sighting) => reader.sighted?.(sighting) ?? []),
    ];
  }
}

export async function read(file: string): Promise<Reading> {
  const reading = new Reading();
  await reading.take(file);
  return reading;
}
