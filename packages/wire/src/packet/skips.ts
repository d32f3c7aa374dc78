const REASONS_MAX = 64;

/** Names of IP protocols that have one worth showing (IANA). */
const IP_PROTOCOL_NAMES: Readonly<Record<number, string>> = {
  1: 'icmp',
  2: 'igmp',
  17: 'udp',
  47: 'gre',
  50: 'esp',
  58: 'icmpv6',
  89: 'ospf',
  103: 'pim',
  112: 'vrrp',
  132: 'sctp',
};

/** Names of EtherTypes that have one worth showing (IEEE). */
const ETHERTYPE_NAMES: Readonly<Record<number, string>> = {
  0x0806: 'arp',
  0x8892: 'profinet',
  0x88a4: 'ethercat',
  0x88b8: 'goose',
  0x88ba: 'sampled_values',
  0x88cc: 'lldp',
  0x88e5: 'macsec',
  0x88f7: 'ptp',
  0x8863: 'pppoe_discovery',
  0x8864: 'pppoe',
  0x8847: 'mpls',
};

/** Counts what gave no operation, by reason. Nothing is built while counting. */
export class Skips {
  readonly #byEthertype = new Map<number, number>();
  readonly #byIpProtocol = new Uint32Array(256);
  readonly #byReason = new Map<string, number>();

  /** Frames of less than 0x600 in the type field are IEEE 802.3 with a length. */
  ethertype(type: number): void {
    const key = type < 0x600 ? 0 : type;
    this.#byEthertype.set(key, (this.#byEthertype.get(key) ?? 0) + 1);
  }

  ipProtocol(protocol: number): void {
    this.#byIpProtocol[protocol]!++;
  }

  reason(reason: string, count = 1): void {
    const known = this.#byReason.get(reason);
    const key = known === undefined && this.#byReason.size >= REASONS_MAX ? 'other' : reason;
    this.#byReason.set(key, (this.#byReason.get(key) ?? 0) + count);
  }

  /** All counts so far, under their names. */
  counts(): Record<string, number> {
    const out: Record<string, number> = {};
    this.#byEthertype.forEach((count, type) => {
      const name = type === 0 ? 'llc' : ETHERTYPE_NAMES[type];
      out[name ?? `ethertype_0x${type.toString(16).padStart(4, '0')}`] = count;
    });
    this.#byIpProtocol.forEach((count, protocol) => {
      if (count > 0) out[IP_PROTOCOL_NAMES[protocol] ?? `ip_protocol_${protocol}`] = count;
    });
    for (const [reason, count] of this.#byReason) out[reason] = (out[reason] ?? 0) + count;
    return out;
  }
}
