import { addressOf, type Alert, type EntryOf, type Operation } from '@bulkhead/model';
import { createMatcher, NO_CONTEXT, type OnMatch, type RuleSet } from '@bulkhead/detect';
import { CaptureDissector, type CaptureSummary, type OperationCount } from '@bulkhead/wire';
import { Collapser } from './collapse.ts';
import { assetAt, type Plant } from './plant.ts';

/** Addresses remembered of one capture; beyond it new ones are counted, not kept. */
const HOSTS_MAX = 10_000;
const HOST_PROTOCOLS_MAX = 16;

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

interface HostCount {
  readonly macs: Set<string>;
  readonly protocols: Set<string>;
  asked: number;
  served: number;
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
  readonly #hosts = new Map<string, HostCount>();
  #hostsLeftOut = 0;

  constructor(options: SensorOptions) {
    this.#options = options;
    const { capture, rules, plant, onAlert } = options;
    const isPlanned = (ip: string): boolean => assetAt(plant.index, ip) !== undefined;
    this.#collapser = new Collapser(capture, onAlert, isPlanned);
    const matcher = createMatcher(rules);
    let current: Operation | undefined;
    const onMatch: OnMatch = (rule, frames) => {
      if (current !== undefined) this.#collapser.match(rule, current, frames);
    };
    const planned = plant.plan.assets.length > 0;
    this.#dissector = new CaptureDissector({
      onOperation: (operation) => {
        this.#count(operation);
        current = operation;
        const { client, server } = operation;
        const context = planned ? plant.context(addressOf(client), addressOf(server)) : NO_CONTEXT;
        matcher.match(operation, context, onMatch);
        current = undefined;
      },
    });
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
      shed: this.#hostsLeftOut + this.#collapser.closedEarly + this.#collapser.unnamed,
    };
  }

  #count({ client, server, protocol }: Operation): void {
    const asking = this.#host(addressOf(client));
    if (asking !== undefined) {
      asking.asked++;
      note(asking, client.mac, protocol);
    }
    const asked = this.#host(addressOf(server));
    if (asked !== undefined) {
      asked.served++;
      note(asked, server.mac, protocol);
    }
  }

  #host(ip: string): HostCount | undefined {
    const known = this.#hosts.get(ip);
    if (known !== undefined) return known;
    if (this.#hosts.size >= HOSTS_MAX) {
      this.#hostsLeftOut++;
      return undefined;
    }
    const host = { macs: new Set<string>(), protocols: new Set<string>(), asked: 0, served: 0 };
    this.#hosts.set(ip, host);
    return host;
  }

  #seen(ip: string, host: HostCount): SeenHost {
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

function note(host: HostCount, mac: string, protocol: string): void {
  if (mac !== '' && host.macs.size < HOST_PROTOCOLS_MAX) host.macs.add(mac);
  if (host.protocols.size < HOST_PROTOCOLS_MAX) host.protocols.add(protocol);
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
