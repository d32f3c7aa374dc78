import type { OperationValue, SightingField } from '@bulkhead/model';
import { textOf, word16 } from '../bytes.ts';
import { macAt } from '../crossing/address.ts';
import { ORGANISATION } from './tlv.ts';
import { hexOf, numberOf } from './values.ts';

interface OrganisationTlv {
  readonly name: string;
  read(bytes: Uint8Array, at: number, end: number): OperationValue;
  /** What it tells of the sender, for the inventory. */
  readonly field?: SightingField;
}

const key = (organisation: number, subtype: number): number => organisation * 256 + subtype;

/** TLVs of IEEE 802.1Q annex D, IEEE 802.3 §79, ANSI/TIA-1057 and IEC 61158-6-10. */
const TLVS: ReadonlyMap<number, OrganisationTlv> = new Map<number, OrganisationTlv>([
  [key(ORGANISATION.ieee8021, 1), { name: 'port_vlan', read: numberOf }],
  [key(ORGANISATION.ieee8021, 2), { name: 'port_and_protocol_vlan', read: hexOf }],
  [key(ORGANISATION.ieee8021, 3), { name: 'vlan_name', read: vlanName }],
  [key(ORGANISATION.ieee8021, 4), { name: 'protocol_identity', read: hexOf }],
  [key(ORGANISATION.ieee8023, 1), { name: 'mac_phy_status', read: hexOf }],
  [key(ORGANISATION.ieee8023, 2), { name: 'power_via_mdi', read: hexOf }],
  [key(ORGANISATION.ieee8023, 3), { name: 'link_aggregation', read: hexOf }],
  [key(ORGANISATION.ieee8023, 4), { name: 'frame_size_max', read: numberOf }],
  [key(ORGANISATION.tia, 1), { name: 'media_capabilities', read: hexOf }],
  [key(ORGANISATION.tia, 2), { name: 'network_policy', read: hexOf }],
  [key(ORGANISATION.tia, 3), { name: 'location', read: hexOf }],
  [key(ORGANISATION.tia, 4), { name: 'extended_power', read: hexOf }],
  [key(ORGANISATION.tia, 5), { name: 'hardware_revision', read: textOf, field: 'hardware' }],
  [key(ORGANISATION.tia, 6), { name: 'firmware_revision', read: textOf, field: 'firmware' }],
  [key(ORGANISATION.tia, 7), { name: 'software_revision', read: textOf, field: 'software' }],
  [key(ORGANISATION.tia, 8), { name: 'serial_number', read: textOf, field: 'serial' }],
  [key(ORGANISATION.tia, 9), { name: 'manufacturer', read: textOf, field: 'vendor' }],
  [key(ORGANISATION.tia, 10), { name: 'model', read: textOf, field: 'model' }],
  [key(ORGANISATION.tia, 11), { name: 'asset_identifier', read: textOf, field: 'description' }],
  [key(ORGANISATION.profibus, 1), { name: 'profinet_delay', read: hexOf }],
  [key(ORGANISATION.profibus, 2), { name: 'profinet_port_status', read: hexOf }],
  [key(ORGANISATION.profibus, 3), { name: 'profinet_alias', read: textOf }],
  [key(ORGANISATION.profibus, 4), { name: 'profinet_mrp_port_status', read: hexOf }],
  [key(ORGANISATION.profibus, 5), { name: 'profinet_chassis_mac', read: chassisMac, field: 'mac' }],
  [key(ORGANISATION.profibus, 6), { name: 'profinet_ptcp_status', read: hexOf }],
  [key(ORGANISATION.profibus, 7), { name: 'profinet_mau_type_extension', read: hexOf }],
  [key(ORGANISATION.profibus, 8), { name: 'profinet_mrp_ring_status', read: hexOf }],
]);

/** The TLV of an organisation whose value (OUI, subtype, content) starts at `at`. */
export function organisationTlv(bytes: Uint8Array, at: number): OrganisationTlv {
  const organisation = (bytes[at]! << 16) | word16(bytes, at + 1);
  const known = TLVS.get(key(organisation, bytes[at + 3]!));
  if (known !== undefined) return known;
  return { name: `organisation_${organisation.toString(16)}_${bytes[at + 3]!}`, read: hexOf };
}

/** After the number of the VLAN and the length of its name. */
function vlanName(bytes: Uint8Array, at: number, end: number): string {
  if (end - at < 3) return '';
  return `${word16(bytes, at)} ${textOf(bytes, at + 3, Math.min(end, at + 3 + bytes[at + 2]!))}`;
}

function chassisMac(bytes: Uint8Array, at: number, end: number): string {
  return end - at >= 6 ? macAt(bytes, at) : '';
}
