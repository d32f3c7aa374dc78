import { readFileSync } from 'node:fs';
import { replay } from '@bulkhead/sim';
import type { Clock } from '@bulkhead/kernel';
import { DEMO_CAPTURE } from './content.ts';
import { systemClock } from './ports.ts';
import type { Serving } from './serving.ts';

/** The quiet minute at the start is read at once; a newcomer has come for what follows. */
const BEGIN_AT_MS = 50_000;
/** A person can follow it, and it is over within a minute. */
const SPEED = 5;
/** Time to look around before anything happens. */
const HEAD_START_MS = 3_000;

/**
 * Replays the simulator's attack on the running plant, dated now, from the moment the first person
 * signs in. The capture with its new dates is kept first, so that alerts cite packets at once.
 */
export async function playDemo(serving: Serving, signal: AbortSignal): Promise<void> {
  const { blobs, engine } = serving.workspace;
  await firstSignIn(engine, signal);
  await wait(HEAD_START_MS, signal);
  if (signal.aborted) return;
  const recorded = new Uint8Array(readFileSync(DEMO_CAPTURE));
  const pace = {
    speed: SPEED,
    startOffsetMs: BEGIN_AT_MS,
    rebaseToMs: systemClock.nowMs(),
    signal,
  };
  const { digest, sizeBytes } = await blobs.put(replay(recorded, { ...pace, ...patientClock() }));
  const chunks = replay(recorded, { ...pace, clock: systemClock, wait });
  await serving.sense('replay of a simulated attack', digest, sizeBytes, chunks);
}

/** A clock that only waiting moves: a replay on it is over at once, with the same time stamps. */
function patientClock(): { clock: Clock; wait: (durationMs: number) => Promise<void> } {
  let nowMs = 0;
  return {
    clock: { nowMs: () => nowMs },
    wait: async (durationMs) => {
      nowMs += durationMs;
    },
  };
}

function wait(durationMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, durationMs);
    if (signal.aborted) done();
    else signal.addEventListener('abort', done);
  });
}

function firstSignIn(engine: Serving['workspace']['engine'], signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const before = engine.state.length;
    const done = (): void => {
      stop();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const stop = engine.subscribe(({ sequence }) => {
      if (sequence >= before) done();
    });
    signal.addEventListener('abort', done);
  });
}
