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

/** Names of EtherTypes and LLC service access points that have one worth showing (IEEE). */
const ETHERTYPE_NAMES: Readonly<Record<number, string>> = {
  0: 'ethertype_other',
  0x1000042: 'spanning_tree',
  0x10000e0: 'netware',
  0x10000f0: 'netbeui',
  0x10000fe: 'osi_network_layer',
  0x0c010b: 'spanning_tree_per_vlan',
  0x0c2003: 'vlan_trunking',
  0x0c2004: 'dynamic_trunking',
  0x0842: 'wake_on_lan',
  0x0876: 'securityd',
  0x8035: 'reverse_arp',
  0x8809: 'link_aggregation',
  0x888e: 'port_authentication',
  0x8899: 'realtek_loop_detection',
  0x88e3: 'media_redundancy',
  0x8902: 'fault_management',
  0x9000: 'ethernet_loopback',
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
  /** Goes up whenever something is counted; so it tells whether a packet was accounted for. */
  marks = 0;
  /** TCP segments that open, close or acknowledge, and carry nothing that could be read. */
  tcpWithoutData = 0;
  /** Names and other facts that protocols remembered and forgot, since their tables were full. */
  shed = 0;
  readonly #byEthertype = new Map<number, number>();
  readonly #byIpProtocol = new Uint32Array(256);
  readonly #byReason = new Map<string, number>();

  /** A frame that no protocol wants, by what it carries, as `Carriers.ethernet` numbers it. */
  ethertype(type: number): void {
    this.marks++;
    const known = this.#byEthertype.get(type);
    const key = known === undefined && this.#byEthertype.size >= REASONS_MAX ? 0 : type;
    this.#byEthertype.set(key, (this.#byEthertype.get(key) ?? 0) + 1);
  }

  ipProtocol(protocol: number): void {
    this.marks++;
    this.#byIpProtocol[protocol]!++;
  }

  reason(reason: string, count = 1): void {
    this.marks++;
    const known = this.#byReason.get(reason);
    const key = known === undefined && this.#byReason.size >= REASONS_MAX ? 'other' : reason;
    this.#byReason.set(key, (this.#byReason.get(key) ?? 0) + count);
  }

  /** All counts so far, under their names. */
  counts(): Record<string, number> {
    const out: Record<string, number> = {};
    this.#byEthertype.forEach((count, type) => {
      const name = ETHERTYPE_NAMES[type] ?? numbered(type);
      out[name] = (out[name] ?? 0) + count;
    });
    this.#byIpProtocol.forEach((count, protocol) => {
      if (count > 0) out[IP_PROTOCOL_NAMES[protocol] ?? `ip_protocol_${protocol}`] = count;
    });
    for (const [reason, count] of this.#byReason) out[reason] = (out[reason] ?? 0) + count;
    if (this.shed > 0) out['facts_forgotten'] = this.shed;
    return out;
  }
}

/** Service access points of LLC are numbered from 0x1000000: `Carriers.ethernet`. */
function numbered(type: number): string {
  const isLlc = type >= 0x1000000 && type <= 0x10000ff;
  const digits = (isLlc ? type & 0xff : type).toString(16);
  return isLlc ? `llc_0x${digits.padStart(2, '0')}` : `ethertype_0x${digits.padStart(4, '0')}`;
}
