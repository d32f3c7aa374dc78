import { word16 } from '../bytes.ts';
import { cdpAddresses, cdpCapabilities, cdpItems, cdpObject, cdpText } from '../cdp/reading.ts';
import { CDP_HEADER_BYTES, CDP_TLV, CDP_TLV_BYTES, cdpTlvEnd, cdpValueAt } from '../cdp/tlv.ts';
import { OUTCOME, VERB } from '../flow/flow.ts';
import { defineProtocol, type PduContext, RECOGNISED } from '../protocol.ts';

const SERVICE = { code: 0, name: 'advertisement' };
const VERSION_MAX = 2;

/** Cisco Discovery Protocol in SNAP frames; each TLV is an item. */
export const cdp = defineProtocol({
  name: 'cdp',
  title: 'CDP',
  standard: 'Cisco Discovery Protocol, as Cisco describes its frames',
  depth: 'crossing',
  over: { ethernet: [0x0c2000] },
  services: [{ ...SERVICE, verb: VERB.report }],
  symmetric: true,

  recognise(bytes, at, end, onPort) {
    if (!onPort || end - at < CDP_HEADER_BYTES + CDP_TLV_BYTES) return RECOGNISED.no;
    const version = bytes[at]!;
    if (version < 1 || version > VERSION_MAX) return RECOGNISED.no;
    return word16(bytes, at + CDP_HEADER_BYTES + 2) >= CDP_TLV_BYTES
      ? RECOGNISED.yes
      : RECOGNISED.no;
  },

  parse(context, bytes, at, end) {
    const { exchanges, whole } = context;
    tell(context, bytes, at, end);
    const exchange = exchanges.alone(VERB.report);
    const beyondAt = whole ? beyondPduAt(bytes, at, end) : -1;
    if (beyondAt >= 0) exchange.anomaly('tlv_beyond_pdu', beyondAt - at);
    exchanges.answer(exchange, bytes, at, end, OUTCOME.ok);
  },

  service: () => SERVICE,
  object: cdpObject,
  items: cdpItems,
});

/** Where a TLV starts whose length cannot be; -1 where all fit. */
function beyondPduAt(bytes: Uint8Array, at: number, end: number): number {
  at += CDP_HEADER_BYTES;
  while (at + CDP_TLV_BYTES <= end) {
    const next = cdpTlvEnd(bytes, at, end);
    if (next > end) return at;
    at = next;
  }
  return -1;
}

function tell(context: PduContext, bytes: Uint8Array, at: number, end: number): void {
  const { flow, side } = context;
  const { mac } = flow.sides[side];
  const addresses = cdpAddresses(bytes, at, end, CDP_TLV.addresses);
  const ip = addresses[0] ?? cdpAddresses(bytes, at, end, CDP_TLV.managementAddresses)[0] ?? '';
  const text = (type: number): string => cdpText(bytes, at, end, type);
  for (const other of addresses) context.sightingOf(ip, mac, 'ip', other);
  context.sightingOf(ip, mac, 'name', text(CDP_TLV.deviceId));
  context.sightingOf(ip, mac, 'name', text(CDP_TLV.systemName));
  context.sightingOf(ip, mac, 'model', text(CDP_TLV.platform));
  context.sightingOf(ip, mac, 'os', text(CDP_TLV.version));
  const capabilitiesAt = cdpValueAt(bytes, at, end, CDP_TLV.capabilities);
  if (capabilitiesAt < 0) return;
  context.sightingOf(ip, mac, 'role', cdpCapabilities(bytes, capabilitiesAt, end).join(' '));
}
