import { digestName, utf8 } from '@bulkhead/kernel';
import {
  ALERT_FRAMES_MAX,
  ALERT_OBJECTS_MAX,
  type Alert,
  type Operation,
  type Severity,
} from '@bulkhead/model';

/** What a rule brings to the alert that it raises. */
export interface AlertRule {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly techniques: readonly string[];
  readonly kind: 'operation' | 'correlation';
}

/** Matches of one rule on the same two hosts with the same outcome are one alert while they keep
 * coming; a pause of this length ends it. By the capture's clock. */
export const ALERT_PAUSE_MS = 10 * 60_000;
/** Alerts open at once. Beyond it the one that was quiet longest is closed early, and counted. */
export const ALERTS_OPEN_MAX = 10_000;

/** Values of one write that an alert shows, and how much of each. */
const VALUES_SHOWN_MAX = 4;
const VALUE_MAX = 32;

interface Open {
  readonly base: Omit<Alert, 'count' | 'lastAt' | 'objects' | 'frames'>;
  count: number;
  lastMs: number;
  lastAt: string;
  readonly objects: Set<string>;
  readonly frames: Set<number>;
  /** The count that was last told. */
  told: number;
  tellAt: number;
}

/**
 * Collapses matches before they reach the journal: the first is told at once, later ones when the
 * count reaches 2, 5, 10, 20, 50 … and when the alert ends. A flood of traffic is then a handful of
 * entries. The same matches give the same alerts with the same ids.
 */
export class Collapser {
  readonly #open = new Map<string, Open>();
  readonly #capture: string;
  readonly #tell: (alert: Alert, first: boolean) => void;
  /** Alerts closed early because too many were open. */
  closedEarly = 0;

  constructor(capture: string, tell: (alert: Alert, first: boolean) => void) {
    this.#capture = capture;
    this.#tell = tell;
  }

  /**
   * Takes one match; `operation` is read now and not kept. `counted` are the frames of the earlier
   * operations that a correlation counted.
   */
  match(rule: AlertRule, operation: Operation, counted: readonly number[]): void {
    const { client, server, outcome } = operation;
    const key = `${rule.id} ${client.ip} ${server.ip} ${outcome}`;
    const nowMs = Date.parse(operation.time);
    let open = this.#open.get(key);
    if (open !== undefined && nowMs - open.lastMs > ALERT_PAUSE_MS) {
      this.#close(key, open);
      open = undefined;
    }
    if (open === undefined) {
      if (this.#open.size >= ALERTS_OPEN_MAX) this.#closeOldest();
      open = this.#begin(key, rule, operation);
    }
    // Moved to the end of the map: its first is always the one that was quiet longest.
    this.#open.delete(key);
    this.#open.set(key, open);
    open.count++;
    if (nowMs >= open.lastMs) {
      open.lastMs = nowMs;
      open.lastAt = operation.time;
    }
    if (open.objects.size < ALERT_OBJECTS_MAX) open.objects.add(objectText(operation));
    const frame = operation.frames.request ?? operation.frames.response;
    for (const one of counted.length > 0 ? counted : frame === null ? [] : [frame]) {
      if (open.frames.size < ALERT_FRAMES_MAX) open.frames.add(one);
    }
    if (open.count < open.tellAt) return;
    this.#say(open, open.count === 1);
    open.tellAt = nextTold(open.count);
  }

  /** Tells what was not told yet. Call at the end of a capture, and on a timer when live. */
  flush(): void {
    for (const open of this.#open.values()) if (open.count > open.told) this.#say(open, false);
  }

  #begin(key: string, rule: AlertRule, operation: Operation): Open {
    const { client, server, time } = operation;
    const seed = `${this.#capture} ${key} ${time} ${operation.frames.request ?? ''}`;
    return {
      base: {
        id: `alert-${digestName(utf8(seed)).slice('sha256:'.length, 'sha256:'.length + 16)}`,
        rule: {
          id: rule.id,
          title: rule.title,
          ...(rule.kind === 'correlation' ? { kind: rule.kind } : {}),
        },
        severity: rule.severity,
        techniques: rule.techniques,
        firstAt: time,
        protocol: operation.protocol,
        client: client.ip,
        server: server.ip,
        verb: operation.verb,
        service: operation.service.name,
        outcome: operation.outcome,
        capture: this.#capture,
      },
      count: 0,
      lastMs: Number.NEGATIVE_INFINITY,
      lastAt: time,
      objects: new Set(),
      frames: new Set(),
      told: 0,
      tellAt: 1,
    };
  }

  #say(open: Open, first: boolean): void {
    open.told = open.count;
    const { base, count, lastAt } = open;
    this.#tell(
      { ...base, count, lastAt, objects: [...open.objects], frames: [...open.frames] },
      first,
    );
  }

  #close(key: string, open: Open): void {
    if (open.count > open.told) this.#say(open, false);
    this.#open.delete(key);
  }

  #closeOldest(): void {
    for (const [key, open] of this.#open) {
      this.closedEarly++;
      this.#close(key, open);
      return;
    }
  }
}

/** The object, and for a write the first values that were written to it. */
function objectText({ verb, object, values }: Operation): string {
  if (verb !== 'write' || values.length === 0) return object;
  const shown = values.slice(0, VALUES_SHOWN_MAX).map((value) => String(value).slice(0, VALUE_MAX));
  const rest = values.length > shown.length ? `, … ${values.length} values` : '';
  return `${object} = ${shown.join(', ')}${rest}`;
}

/** 2, 5, 10, 20, 50, 100 … after `count`. */
function nextTold(count: number): number {
  for (let power = 1; ; power *= 10) {
    for (const step of [1, 2, 5]) if (power * step > count) return power * step;
  }
}
