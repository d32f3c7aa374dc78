import { digestName, Recency, type Used, utf8 } from '@bulkhead/kernel';
import { ALERT_FRAMES_MAX, ALERT_OBJECTS_MAX, type Alert, type Severity } from '@bulkhead/model';
import { type Evidence, keyOf } from './evidence.ts';

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
  /** By the key of ends and outcome, then by the id of the rule. */
  readonly #open = new Map<string, Map<string, Open>>();
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
   * Takes one match; `evidence` is read now and not kept. `counted` are the frames of the earlier
   * operations that a correlation counted.
   */
  match(rule: AlertRule, evidence: Evidence, counted: readonly number[]): void {
    const { time, atMs, frame } = evidence;
    const open = this.#openFor(rule, evidence);
    for (const { group, used } of open.places) group.alerts.use(used);
    open.count++;
    if (atMs >= open.lastMs) {
      open.lastMs = atMs;
      open.lastAt = time;
    }
    if (open.objects.size < ALERT_OBJECTS_MAX) open.objects.add(evidence.object);
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
  #openFor(rule: AlertRule, evidence: Evidence): Open {
    const { client, server, outcome, atMs } = evidence;
    const known = this.#current(evidence.key, rule, atMs);
    if (known !== undefined) return known;
    const ends = { client, server };
    const groups: string[] = [];
    const limit = (group: string, countMax: number): boolean => {
      groups.push(group);
      return this.#countOpen(group, atMs) >= countMax;
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
    const isOwn = ends.client === client && ends.server === server;
    const key = isOwn ? evidence.key : keyOf(ends.client, ends.server, outcome);
    if (!isOwn) this.unnamed++;
    const shared = isOwn ? undefined : this.#current(key, rule, atMs);
    if (shared !== undefined) return shared;
    if (this.#all.alerts.size >= ALERTS_OPEN_MAX) this.#closeOldest();
    // What stands for many counts against no limit: there are few of them by construction.
    return this.#begin(key, rule, evidence, ends, isOwn ? groups : []);
  }

  /** The open alert of a rule, unless a pause has ended it. */
  #current(key: string, { id }: AlertRule, nowMs: number): Open | undefined {
    const open = this.#open.get(key)?.get(id);
    return open !== undefined && this.#goesOn(open, nowMs) ? open : undefined;
  }

  /** Whether no pause has ended an alert; one that has ended is closed. */
  #goesOn(open: Open, nowMs: number): boolean {
    if (nowMs - open.lastMs <= ALERT_PAUSE_MS) return true;
    this.#close(open);
    return false;
  }

  /** Open alerts that count against a limit, once those that a pause has ended are closed. */
  #countOpen(name: string, nowMs: number): number {
    const alerts = this.#groups.get(name)?.alerts;
    if (alerts === undefined) return 0;
    for (let quiet = alerts.oldest; quiet !== null; quiet = alerts.oldest) {
      if (this.#goesOn(quiet.thing, nowMs)) break;
    }
    return alerts.size;
  }

  #begin(
    key: string,
    rule: AlertRule,
    { operation, time, outcome }: Evidence,
    { client, server }: { readonly client: string; readonly server: string },
    groups: readonly string[],
  ): Open {
    const request = operation.frames.request ?? '';
    const seed = `${this.#capture} ${rule.id} ${key} ${time} ${request}`;
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
        client,
        server,
        verb: operation.verb,
        service: operation.service.name,
        outcome,
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
    const alerts = this.#open.get(key) ?? new Map<string, Open>();
    this.#open.set(key, alerts.set(rule.id, open));
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
    const alerts = this.#open.get(open.key);
    alerts?.delete(open.base.rule.id);
    if (alerts?.size === 0) this.#open.delete(open.key);
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

/** 2, 5, 10, 20, 50, 100 … after `count`. */
function nextTold(count: number): number {
  for (let power = 1; ; power *= 10) {
    for (const step of [1, 2, 5]) if (power * step > count) return power * step;
  }
}
