import { type Protocol, RECOGNISED, TRANSPORT } from '../protocol.ts';
import type { Flow } from './flow.ts';

const NONE: readonly number[] = [];
/** Segments or datagrams of a flow that are looked at before only its ports count. */
export const RECOGNITION_TRIES_MAX = 8;

/** Which protocols may be meant, by what carries them; by index in the list of all. */
export class Registry {
  readonly protocols: readonly Protocol[];
  /** By transport: every protocol that it carries, and those of each port or EtherType. */
  readonly #over: readonly (readonly number[])[];
  readonly #byPort: readonly ReadonlyMap<number, readonly number[]>[];
  /** By index of the carrier: what it may carry. */
  readonly #within: readonly (readonly number[])[];
  /** Reasons for what is only counted, made once. */
  readonly #payloadReasons: readonly string[];

  constructor(protocols: readonly Protocol[]) {
    this.protocols = protocols;
    const lists = [TRANSPORT.tcp, TRANSPORT.udp, TRANSPORT.ethernet].map((transport) =>
      protocols.map(({ over }) => [over.tcp, over.udp, over.ethernet][transport]),
    );
    this.#over = lists.map((ports) => indexesWhere(ports, (list) => list !== undefined));
    this.#byPort = lists.map((ports) => byNumber(ports));
    this.#within = protocols.map(({ name }) =>
      indexesWhere(protocols, ({ over }) => over.within?.includes(name) === true),
    );
    this.#payloadReasons = protocols.map(({ name }) => `${name}_payload`);
  }

  /** Protocols that the carrier of this index may hold. */
  carriedBy(index: number): readonly number[] {
    return this.#within[index] ?? NONE;
  }

  payloadReason(index: number): string {
    return this.#payloadReasons[index] ?? 'payload';
  }

  /** Whether this end uses a port that the protocol is known by. */
  isServerPort(index: number, flow: Flow, side: number): boolean {
    return this.#ofPort(flow, side).includes(index);
  }

  /** Whether any protocol is known by a port of this flow. */
  isKnownPort(flow: Flow): boolean {
    return this.#ofPort(flow, 0).length > 0 || this.#ofPort(flow, 1).length > 0;
  }

  /** Protocols that this kind of Ethernet frame may hold. */
  ofEtherType(etherType: number): readonly number[] {
    return this.#byPort[TRANSPORT.ethernet]!.get(etherType) ?? NONE;
  }

  /**
   * The protocol of a stream or datagram that starts with `bytes[at..end)`: its index, or -1 for
   * none, or -2 where more bytes would tell. Those of the flow's ports are asked first; the others
   * only of the first that a flow sends, because by chance anything looks like anything once.
   */
  recognise(flow: Flow, bytes: Uint8Array, at: number, end: number): number {
    const { protocols } = this;
    const ofPort0 = this.#ofPort(flow, 0);
    const ofPort1 = this.#ofPort(flow, 1);
    let moreBytes = false;
    for (let side = 0; side < 2; side++) {
      for (const index of side === 0 ? ofPort0 : ofPort1) {
        const told = protocols[index]!.recognise(bytes, at, end, true, flow.transport);
        if (told === RECOGNISED.yes) return index;
        if (told === RECOGNISED.moreBytes) moreBytes = true;
      }
    }
    if (moreBytes) return -2;
    // An EtherType says what a frame is; a port only says what somebody expected.
    if (flow.transport === TRANSPORT.ethernet) return -1;
    if (flow.unrecognised >= RECOGNITION_TRIES_MAX) return -1;
    for (const index of this.#over[flow.transport]!) {
      if (ofPort0.includes(index) || ofPort1.includes(index)) continue;
      const told = protocols[index]!.recognise(bytes, at, end, false, flow.transport);
      if (told === RECOGNISED.yes) return index;
      if (told === RECOGNISED.moreBytes) moreBytes = true;
    }
    return moreBytes ? -2 : -1;
  }

  #ofPort(flow: Flow, side: number): readonly number[] {
    const port = flow.transport === TRANSPORT.ethernet ? flow.ports : flow.port(side);
    return this.#byPort[flow.transport]!.get(port) ?? NONE;
  }
}

function indexesWhere<T>(list: readonly T[], holds: (one: T) => boolean): number[] {
  return list.flatMap((one, index) => (holds(one) ? [index] : []));
}

function byNumber(ports: readonly (readonly number[] | undefined)[]): Map<number, number[]> {
  const out = new Map<number, number[]>();
  ports.forEach((list, index) => {
    for (const port of list ?? []) out.set(port, [...(out.get(port) ?? []), index]);
  });
  return out;
}
