import { randomBytes } from 'node:crypto';
import type { Clock, Log, LogLevel, Random } from '@bulkhead/kernel';
import type { Timer } from '@bulkhead/engine';
import { complain } from './output.ts';

/** The real clock, chance and timer: the only places where they enter the program. */
export const systemClock: Clock = { nowMs: () => Date.now() };

export const systemRandom: Random = {
  bytes: (sizeBytes) => new Uint8Array(randomBytes(sizeBytes)),
};

export const systemTimer: Timer = {
  after(durationMs, call) {
    const timer = setTimeout(call, durationMs);
    return () => clearTimeout(timer);
  },
};

const WEIGHT: Readonly<Record<LogLevel, number>> = { debug: 0, info: 1, warn: 2, error: 3 };

/** One line a message on standard error, with its fields as `name=value`. */
export function createLog(least: LogLevel): Log {
  return {
    write(level, message, fields = {}) {
      if (WEIGHT[level] < WEIGHT[least]) return;
      const parts = Object.entries(fields).map(
        ([name, value]) => `${name}=${JSON.stringify(value)}`,
      );
      complain([systemClockText(), level, message, ...parts].join(' '));
    },
  };
}

function systemClockText(): string {
  return new Date(systemClock.nowMs()).toISOString();
}
