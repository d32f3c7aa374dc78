import { Failure } from './failure.ts';

/** Does one piece of work after the other; refuses more than `waitingMax` at a time. */
export function makeQueue(waitingMax: number): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  return async (work) => {
    if (waiting >= waitingMax) throw new Failure('overloaded', undefined, 1);
    waiting++;
    const mine = last.then(work);
    last = mine.catch(() => undefined);
    try {
      return await mine;
    } finally {
      waiting--;
    }
  };
}
