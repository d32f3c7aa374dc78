import { addressOf, type Alert, type EntryOf, type Operation } from '@bulkhead/model';
import { createMatcher, Ends, type Matcher, type OnMatch, type RuleSet } from '@bulkhead/detect';
import { CaptureDissector, type CaptureSummary, type OperationCount } from '@bulkhead/wire';
import { Collapser } from './collapse.ts';
import { Evidence } from './evidence.ts';
import { type Host, Hosts } from './hosts.ts';
import { assetAt, type Plant } from './plant.ts';

/** Pairs of addresses remembered; beyond it the memory starts anew. */
const PAIRS_MAX = 50_000;

/** A host that took part in operations, as the packets show it. */
export interface SeenHost {
  /** The Ethernet address where the packets have no network layer. */
  readonly ip: string;
  readonly macs: readonly string[];
  readonly asset: string | null;
  readonly zone: string | null;
  /** Operations in which it asked, and in which it was asked. */
  readonly asked: number;
  readonly served: number;
  readonly protocols: readonly string[];
}

/** Two ends of operations, with all that is worked out once for them. */
interface Pair {
  readonly ends: Ends;
  readonly asking: Host | undefined;
  readonly asked: Host | undefined;
}

export interface SensorOptions {
  /** Digest of the capture, or the name of the stream when it is live. */
  readonly capture: string;
  readonly file: string;
  readonly rules: RuleSet;
  readonly plant: Plant;
  /** Takes an alert when it is raised (`first`) and whenever its count matters again. */
  readonly onAlert: (alert: Alert, first: boolean) => void;
}

export interface SensorReading {
  readonly capture: string;
  readonly file: string;
  readonly summary: CaptureSummary;
  readonly operations: readonly OperationCount[];
  readonly hosts: readonly SeenHost[];
  /** Hosts and alerts left out, and matches whose hosts go unnamed, because of a limit. */
  readonly shed: number;
}

/** The data plane for one capture: bytes to operations to alerts. Streaming and bounded. */
export class Sensor {
  readonly #options: SensorOptions;
  readonly #dissector: CaptureDissector;
  readonly #collapser: Collapser;
  readonly #matcher: Matcher;
  readonly #hosts = new Hosts();
  /** By the address of the client, then of the server. */
  readonly #pairs = new Map<string, Map<string, Pair>>();
  #pairTotal = 0;
  #current: Operation | undefined;
  /** Of the operation at hand, once it has matched a rule. */
  #evidence: Evidence | undefined;

  constructor(options: SensorOptions) {
    this.#options = options;
    const { capture, rules, plant, onAlert } = options;
    const isPlanned = (ip: string): boolean => assetAt(plant.index, ip) !== undefined;
    this.#collapser = new Collapser(capture, onAlert, isPlanned);
    this.#matcher = createMatcher(rules);
    this.#dissector = new CaptureDissector({ onOperation: (operation) => this.#take(operation) });
  }

  push(chunk: Uint8Array): void {
    this.#dissector.push(chunk);
  }

  /** Whether nothing that still comes can be understood. */
  get isDamaged(): boolean {
    return this.#dissector.summary().damage !== null;
  }

  /** Tells what waits; for a timer when live. `timeMs` is the capture's own time. */
  advanceTo(timeMs: number): void {
    this.#dissector.advanceTo(timeMs);
    this.#collapser.flush();
  }

  /** Ends the capture. */
  end(): SensorReading {
    this.#dissector.end();
    this.#collapser.flush();
    return this.reading();
  }

  /** What was read so far. */
  reading(): SensorReading {
    const summary = this.#dissector.summary();
    const seen = (): readonly SeenHost[] =>
      [...this.#hosts].map(([ip, host]) => this.#seen(ip, host));
    let hosts: readonly SeenHost[] | undefined;
    return {
      capture: this.#options.capture,
      file: this.#options.file,
      summary,
      operations: summary.operations,
      // Made when it is asked for: a live view wants the counts alone, after every chunk.
      get hosts() {
        return (hosts ??= seen());
      },
      shed: this.#hosts.leftOut + this.#collapser.closedEarly + this.#collapser.unnamed,
    };
  }

  #take(operation: Operation): void {
    const { client, server, protocol } = operation;
    const { ends, asking, asked } = this.#pair(addressOf(client), addressOf(server));
    if (asking === undefined) this.#hosts.leftOut++;
    else {
      asking.asked++;
      asking.note(client.mac, protocol);
    }
    if (asked === undefined) this.#hosts.leftOut++;
    else {
      asked.served++;
      asked.note(server.mac, protocol);
    }
    this.#current = operation;
    this.#evidence = undefined;
    this.#matcher.match(operation, ends, this.#onMatch);
  }

  readonly #onMatch: OnMatch = (rule, frames, atMs) => {
    this.#evidence ??= new Evidence(this.#current!, atMs);
    this.#collapser.match(rule, this.#evidence, frames);
  };

  #pair(client: string, server: string): Pair {
    const known = this.#pairs.get(client)?.get(server);
    if (known !== undefined) return known;
    if (++this.#pairTotal > PAIRS_MAX) {
      this.#pairs.clear();
      this.#pairTotal = 1;
    }
    const made: Pair = {
      ends: new Ends(this.#options.plant.context(client, server)),
      asking: this.#hosts.host(client),
      asked: this.#hosts.host(server),
    };
    const servers = this.#pairs.get(client) ?? new Map<string, Pair>();
    this.#pairs.set(client, servers.set(server, made));
    return made;
  }

  #seen(ip: string, host: Host): SeenHost {
    const asset = assetAt(this.#options.plant.index, ip);
    return {
      ip,
      macs: [...host.macs],
      asset: asset?.id ?? null,
      zone: asset?.zone ?? null,
      asked: host.asked,
      served: host.served,
      protocols: [...host.protocols],
    };
  }
}

/** The entry that says a capture was read, with what could not be understood of it. */
export function captureRead(
  reading: SensorReading,
  sizeBytes: number,
  stored: boolean,
): EntryOf<'capture-read'> {
  const { summary } = reading;
  const skipped = { ...summary.skipped };
  if (summary.damage !== null) skipped[`damage: ${summary.damage.message}`.slice(0, 200)] = 1;
  return {
    kind: 'capture-read',
    capture: reading.capture,
    file: reading.file,
    bytes: sizeBytes,
    packets: summary.packets,
    firstAt: summary.firstAt,
    lastAt: summary.lastAt,
    operations: summary.operationTotal,
    skipped,
    stored,
  };
}
