/** Addresses remembered of one capture; beyond it new ones are counted, not kept. */
const HOSTS_MAX = 10_000;
/** Names of one kind that are kept of a host: Ethernet addresses, protocols. */
const NAMES_MAX = 16;

/** A host that took part in operations. */
export class Host {
  readonly macs = new Set<string>();
  readonly protocols = new Set<string>();
  /** Operations in which it asked, and in which it was asked. */
  asked = 0;
  served = 0;
  #mac = '';
  #protocol = '';

  /** Notes what an operation shows of it; what the last one showed costs no look-up. */
  note(mac: string, protocol: string): void {
    if (mac !== this.#mac) {
      this.#mac = mac;
      if (mac !== '' && this.macs.size < NAMES_MAX) this.macs.add(mac);
    }
    if (protocol !== this.#protocol) {
      this.#protocol = protocol;
      if (this.protocols.size < NAMES_MAX) this.protocols.add(protocol);
    }
  }
}

/** The hosts of one capture, in the order in which they are seen. */
export class Hosts {
  readonly #hosts = new Map<string, Host>();
  /** Turns of operations in which a host was not kept. */
  leftOut = 0;

  /** The host of an address; undefined where there are too many. */
  host(address: string): Host | undefined {
    const known = this.#hosts.get(address);
    if (known !== undefined || this.#hosts.size >= HOSTS_MAX) return known;
    const made = new Host();
    this.#hosts.set(address, made);
    return made;
  }

  [Symbol.iterator](): MapIterator<[string, Host]> {
    return this.#hosts.entries();
  }
}
