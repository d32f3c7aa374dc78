const WORDS: Record<string, string> = {
  tcp_other: 'TCP of no protocol that we read',
  udp_other: 'UDP of no protocol that we read',
  udp_not_its_ports_protocol: 'UDP on a known port that is not its protocol',
  packet_twice: 'copy of a packet that a mirror port made',
  request_repeated: 'request sent again before its answer',
  datagram_malformed: 'malformed datagram',
  bad_udp_header: 'broken UDP header',
  udp_empty: 'UDP without data',
  unexplained: 'packet that gave nothing, we do not know why',
  tcp_not_its_ports_protocol: 'TCP on a known port that is not its protocol',
  tcp_retransmission: 'TCP sent a second time',
  tcp_gap: 'bytes of a TCP stream that were not captured',
  bad_tcp_header: 'broken TCP header',
  bad_ip_header: 'broken IP header',
  not_ip: 'not IP',
  ip_length_beyond_frame: 'IP packet longer than its frame',
  cut_in_headers: 'packet that ends within its headers',
  cut_by_snaplen: 'packet that the capture cut short',
  fragment: 'IP fragment',
  fragment_cut_by_snaplen: 'IP fragment that the capture cut short',
  fragments_beyond_limits: 'IP fragments beyond our limits',
  fragmented_packet_not_whole: 'fragmented packet that is not whole',
  too_many_vlan_tags: 'too many VLAN tags',
  too_many_extension_headers: 'too many IPv6 extension headers',
  flow_evicted: 'flow given up for newer ones',
  facts_forgotten: 'name or fact forgotten for newer ones',
  buffer_limit: 'stream beyond our buffer',
  pdu_with_gap: 'PDU with a gap',
  pdu_not_finished: 'PDU that never ended',
  out_of_step: 'stream that lost its PDU boundaries',
  modbus_too_short: 'Modbus PDU that is too short',
  s7comm_malformed: 'malformed S7 PDU',
  cotp_malformed: 'malformed COTP',
  cotp_empty: 'COTP without content',
  cotp_payload_unknown: 'COTP with a payload that we do not read',
  cotp_disconnect: 'COTP disconnect',
  cotp_unit_beyond_limit: 'COTP unit beyond our limit',
  unknown_interface: 'packet of an unknown interface',
  capture_record_not_a_packet: 'capture record that is not a packet',
};

/** Why the dissector skipped something, in words; a reason that is not known stays as it is. */
export function skipWords(reason: string): string {
  if (Object.hasOwn(WORDS, reason)) return WORDS[reason] ?? reason;
  const [, protocol, kind] = /^(.+)_(payload|no_operation)$/.exec(reason) ?? [];
  if (protocol === undefined) return reason.replaceAll('_', ' ');
  const name = protocol.replaceAll('_', ' ');
  return kind === 'payload' ? `${name}: bulk or encrypted data` : `${name}: part of a session`;
}
