import { digestName, Recency, type Used, utf8 } from '@bulkhead/kernel';
import {
  ALERT_FRAMES_MAX,
  ALERT_OBJECTS_MAX,
  addressOf,
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
/**
 * Hosts that the plan does not know which have open alerts of their own, for one rule, outcome and
 * other end. An address costs an attacker nothing, so those beyond are one alert of `MANY_HOSTS`
 * together: counted in full, their addresses left out. Hosts of the plan always keep their own.
 */
export const HOSTS_PER_END_MAX = 100;
/** Open alerts of one rule between hosts that the plan does not know, whichever they are. */
export const ALERTS_PER_RULE_MAX = 1_000;
/** What an alert has in place of an address when it stands for more hosts than are named. */
export const MANY_HOSTS = 'many hosts';

/** Values of one write that an alert shows, and how much of each. */
const VALUES_SHOWN_MAX = 4;
const VALUE_MAX = 32;

interface Open {
  readonly key: string;
  readonly base: Omit<Alert, 'count' | 'lastAt' | 'objects' | 'frames'>;
  count: number;
  lastMs: number;
  lastAt: string;
  readonly objects: Set<string>;
  readonly frames: Set<number>;
  /** The count that was last told. */
  told: number;
  tellAt: number;
  /** Its places among all open alerts, and among those that count against the same limits. */
  readonly places: readonly Place[];
}

/** Open alerts, the one that was quiet longest first. */
interface Group {
  readonly name: string;
  readonly alerts: Recency<Open>;
}

interface Place {
  readonly group: Group;
  readonly used: Used<Open>;
}

/**
 * Collapses matches before they reach the journal: the first is told at once, later ones when the
 * count reaches 2, 5, 10, 20, 50 … and when the alert ends. A flood of traffic is then a handful of
 * entries, also when it comes from addresses without number. The same matches give the same alerts
 * with the same ids.
 */
export class Collapser {
  readonly #open = new Map<string, Open>();
  readonly #all: Group = { name: '', alerts: new Recency() };
  /** By the limit that the alerts of a group count against. */
  readonly #groups = new Map<string, Group>();
  readonly #capture: string;
  readonly #tell: (alert: Alert, first: boolean) => void;
  readonly #isPlanned: (ip: string) => boolean;
  /** Alerts closed early because too many were open. */
  closedEarly = 0;
  /** Matches whose alert does not name a host of theirs because too many hosts take part. */
  unnamed = 0;

  constructor(
    capture: string,
    tell: (alert: Alert, first: boolean) => void,
    isPlanned: (ip: string) => boolean = () => false,
  ) {
    this.#capture = capture;
    this.#tell = tell;
    this.#isPlanned = isPlanned;
  }

  /**
   * Takes one match; `operation` is read now and not kept. `counted` are the frames of the earlier
   * operations that a correlation counted.
   */
  match(rule: AlertRule, operation: Operation, counted: readonly number[]): void {
    const { time, frames } = operation;
    const nowMs = Date.parse(time);
    const open = this.#openFor(rule, operation, nowMs);
    for (const { group, used } of open.places) group.alerts.use(used);
    open.count++;
    if (nowMs >= open.lastMs) {
      open.lastMs = nowMs;
      open.lastAt = time;
    }
    if (open.objects.size < ALERT_OBJECTS_MAX) open.objects.add(objectText(operation));
    const frame = frames.request ?? frames.response;
    for (const one of counted.length > 0 ? counted : frame === null ? [] : [frame]) {
      if (open.frames.size < ALERT_FRAMES_MAX) open.frames.add(one);
    }
    if (open.count < open.tellAt) return;
    this.#say(open, open.count === 1);
    open.tellAt = nextTold(open.count);
  }

  /** Tells what was not told yet. Call at the end of a capture, and on a timer when live. */
  flush(): void {
    for (let used = this.#all.alerts.oldest; used !== null; used = used.newer) {
      if (used.thing.count > used.thing.told) this.#say(used.thing, false);
    }
  }

  /** The alert that a match belongs to: its own, or one that stands for many hosts. */
  #openFor(rule: AlertRule, operation: Operation, nowMs: number): Open {
    const { outcome } = operation;
    const [client, server] = [addressOf(operation.client), addressOf(operation.server)];
    const own = keyOf(rule, client, server, outcome);
    const known = this.#current(own, nowMs);
    if (known !== undefined) return known;
    const ends = { client, server };
    const groups: string[] = [];
    const limit = (group: string, countMax: number): boolean => {
      groups.push(group);
      return this.#countOpen(group, nowMs) >= countMax;
    };
    const [clientCounts, serverCounts] = [!this.#isPlanned(client), !this.#isPlanned(server)];
    if (clientCounts && limit(`${rule.id} ${outcome} to ${server}`, HOSTS_PER_END_MAX)) {
      ends.client = MANY_HOSTS;
    }
    if (serverCounts && limit(`${rule.id} ${outcome} from ${client}`, HOSTS_PER_END_MAX)) {
      ends.server = MANY_HOSTS;
    }
    if ((clientCounts || serverCounts) && limit(rule.id, ALERTS_PER_RULE_MAX)) {
      if (clientCounts) ends.client = MANY_HOSTS;
      if (serverCounts) ends.server = MANY_HOSTS;
    }
    const key = keyOf(rule, ends.client, ends.server, outcome);
    if (key !== own) this.unnamed++;
    const shared = key === own ? undefined : this.#current(key, nowMs);
    if (shared !== undefined) return shared;
    if (this.#open.size >= ALERTS_OPEN_MAX) this.#closeOldest();
    // What stands for many counts against no limit: there are few of them by construction.
    return this.#begin(key, rule, operation, ends, key === own ? groups : []);
  }

  /** The open alert of a key, unless a pause has ended it. */
  #current(key: string, nowMs: number): Open | undefined {
    const open = this.#open.get(key);
    if (open === undefined || nowMs - open.lastMs <= ALERT_PAUSE_MS) return open;
    this.#close(open);
    return undefined;
  }

  /** Open alerts that count against a limit, once those that a pause has ended are closed. */
  #countOpen(name: string, nowMs: number): number {
    const alerts = this.#groups.get(name)?.alerts;
    if (alerts === undefined) return 0;
    for (let quiet = alerts.oldest; quiet !== null; quiet = alerts.oldest) {
      if (this.#current(quiet.thing.key, nowMs) !== undefined) break;
    }
    return alerts.size;
  }

  #begin(
    key: string,
    rule: AlertRule,
    operation: Operation,
    ends: { readonly client: string; readonly server: string },
    groups: readonly string[],
  ): Open {
    const { time } = operation;
    const seed = `${this.#capture} ${key} ${time} ${operation.frames.request ?? ''}`;
    const places: Place[] = [];
    const open: Open = {
      key,
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
        client: ends.client,
        server: ends.server,
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
      places,
    };
    this.#open.set(key, open);
    for (const group of [this.#all, ...groups.map((name) => this.#group(name))]) {
      places.push({ group, used: group.alerts.add(open) });
    }
    return open;
  }

  #group(name: string): Group {
    const known = this.#groups.get(name);
    if (known !== undefined) return known;
    const made: Group = { name, alerts: new Recency() };
    this.#groups.set(name, made);
    return made;
  }

  #say(open: Open, first: boolean): void {
    open.told = open.count;
    const { base, count, lastAt } = open;
    this.#tell(
      { ...base, count, lastAt, objects: [...open.objects], frames: [...open.frames] },
      first,
    );
  }

  #close(open: Open): void {
    if (open.count > open.told) this.#say(open, false);
    this.#open.delete(open.key);
    for (const { group, used } of open.places) {
      group.alerts.remove(used);
      if (group.alerts.size === 0) this.#groups.delete(group.name);
    }
  }

  #closeOldest(): void {
    const { oldest } = this.#all.alerts;
    if (oldest === null) return;
    this.closedEarly++;
    this.#close(oldest.thing);
  }
}

function keyOf(rule: AlertRule, client: string, server: string, outcome: string): string {
  return `${rule.id} ${client} ${server} ${outcome}`;
}

/** The object, and for a write the first values that were written to it. */
function objectText({ verb, object, values }: Operation): string {
  if (verb !== 'write' || values.length === 0) return object.toWellFormed();
  const shown = values
    .slice(0, VALUES_SHOWN_MAX)
    // A cut through a surrogate pair would be text that canonical JSON cannot hold.
    .map((value) => String(value).slice(0, VALUE_MAX).toWellFormed());
  const rest = values.length > shown.length ? `, … ${values.length} values` : '';
  return `${object.toWellFormed()} = ${shown.join(', ')}${rest}`;
}

/** 2, 5, 10, 20, 50, 100 … after `count`. */
function nextTold(count: number): number {
  for (let power = 1; ; power *= 10) {
    for (const step of [1, 2, 5]) if (power * step > count) return power * step;
  }
}
