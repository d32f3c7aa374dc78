import { OPERATION_ITEMS_MAX, type Operation, type SightingField } from '@bulkhead/model';
import { textOf } from '../bytes.ts';
import { isStation } from '../crossing/address.ts';
import { responseOf } from '../crossing/reading.ts';
import type { Exchange } from '../flow/flow.ts';
import type { PduContext } from '../protocol.ts';
import { organisationTlv } from './organisations.ts';
import { LLDP_TLV, tlvEnd, tlvType, valueAt } from './tlv.ts';
import {
  basicValues,
  capabilitiesOf,
  identityOf,
  isManagementIp,
  managementAddressOf,
} from './values.ts';

type Items = NonNullable<Operation['items']>;

const NAMES: ReadonlyMap<number, string> = new Map([
  [LLDP_TLV.chassisId, 'chassis_id'],
  [LLDP_TLV.portId, 'port_id'],
  [LLDP_TLV.timeToLive, 'time_to_live'],
  [LLDP_TLV.portDescription, 'port_description'],
  [LLDP_TLV.systemName, 'system_name'],
  [LLDP_TLV.systemDescription, 'system_description'],
  [LLDP_TLV.systemCapabilities, 'system_capabilities'],
  [LLDP_TLV.managementAddress, 'management_address'],
]);
/** Organisation and subtype before the content of its TLV. */
const ORGANISATION_BYTES = 4;
/** What a chassis is told by, where that is a fact about it: IEEE 802.1AB table 8-2. */
const CHASSIS_FIELDS: ReadonlyMap<number, SightingField> = new Map([
  [1, 'name'],
  [4, 'mac'],
  [5, 'ip'],
  [7, 'name'],
]);
/** What Siemens writes: maker, family, model, order number, hardware, firmware. */
const SIEMENS = new RegExp(
  '^Siemens, (?<family>[^,]+), (?<model>[^,]+), (?<order>6[A-Z]{2}[^,]+), ' +
    'HW: ?(?<hardware>[^,]+), FW: ?(?<firmware>[^,]+)',
);

/** Each TLV as an item, in the order of the frame. */
export function lldpItems(exchange: Exchange): Items | undefined {
  const pdu = responseOf(exchange);
  if (pdu === null) return undefined;
  const { bytes, end } = pdu;
  const out: Items[number][] = [];
  let { at } = pdu;
  while (at + 2 <= end && out.length < OPERATION_ITEMS_MAX) {
    const next = tlvEnd(bytes, at);
    const type = tlvType(bytes, at);
    if (next > end || type === LLDP_TLV.end) break;
    out.push(itemOf(bytes, type, at + 2, next));
    at = next;
  }
  return out;
}

function itemOf(bytes: Uint8Array, type: number, at: number, end: number): Items[number] {
  if (type === LLDP_TLV.organisation && end - at >= ORGANISATION_BYTES) {
    const known = organisationTlv(bytes, at);
    const value = known.read(bytes, at + ORGANISATION_BYTES, end);
    return { object: known.name, count: 1, values: [value] };
  }
  const values = basicValues(bytes, type, at, end);
  return { object: NAMES.get(type) ?? `tlv_${type}`, count: values.length, values };
}

/** `chassis/ID/port/ID`. */
export function lldpObject(exchange: Exchange): string {
  const pdu = responseOf(exchange);
  if (pdu === null) return '';
  const texts = [LLDP_TLV.chassisId, LLDP_TLV.portId].map((type) => {
    const at = valueAt(pdu.bytes, pdu.at, pdu.end, type);
    return at < 0 ? '' : identityOf(pdu.bytes, at, tlvEnd(pdu.bytes, at - 2), type);
  });
  return `chassis/${texts[0]}/port/${texts[1]}`;
}

/** Departures from IEEE 802.1AB §9.2.7 in one frame; empty where there is none. */
export function lldpDeparture(bytes: Uint8Array, at: number, end: number): string {
  let previous = 0;
  while (at + 2 <= end) {
    const next = tlvEnd(bytes, at);
    const type = tlvType(bytes, at);
    if (next > end) return 'tlv_beyond_pdu';
    if (type === LLDP_TLV.end) return previous < 3 ? 'mandatory_tlv_missing' : '';
    if (previous < 3 ? type !== previous + 1 : type <= 3) return 'mandatory_tlv_out_of_order';
    previous = Math.max(type, previous);
    at = next;
  }
  return 'end_tlv_missing';
}

/** Tells what one frame says of its sender. */
export function lldpSightings(
  context: PduContext,
  bytes: Uint8Array,
  at: number,
  end: number,
): void {
  const { flow, side } = context;
  const { mac } = flow.sides[side];
  const managementAt = valueAt(bytes, at, end, LLDP_TLV.managementAddress);
  const managementEnd = managementAt < 0 ? 0 : tlvEnd(bytes, managementAt - 2);
  const managed =
    managementAt >= 0 && isManagementIp(bytes, managementAt, managementEnd)
      ? managementAddressOf(bytes, managementAt, managementEnd)
      : '';
  const ip = isStation(managed) ? managed : '';
  context.sightingOf(ip, mac, 'ip', ip);
  while (at + 2 <= end) {
    const next = tlvEnd(bytes, at);
    const type = tlvType(bytes, at);
    if (next > end || type === LLDP_TLV.end) return;
    tlvSighting(context, ip, mac, bytes, type, at + 2, next);
    at = next;
  }
}

function tlvSighting(
  context: PduContext,
  ip: string,
  mac: string,
  bytes: Uint8Array,
  type: number,
  at: number,
  end: number,
): void {
  if (type === LLDP_TLV.systemName) {
    context.sightingOf(ip, mac, 'name', textOf(bytes, at, end));
  } else if (type === LLDP_TLV.systemDescription) {
    describe(context, ip, mac, textOf(bytes, at, end));
  } else if (type === LLDP_TLV.systemCapabilities) {
    context.sightingOf(ip, mac, 'role', capabilitiesOf(bytes, at, end).join(' '));
  } else if (type === LLDP_TLV.chassisId) {
    const field = CHASSIS_FIELDS.get(bytes[at]!);
    if (field !== undefined) context.sightingOf(ip, mac, field, identityOf(bytes, at, end, type));
  } else if (type === LLDP_TLV.organisation && end - at >= ORGANISATION_BYTES) {
    const known = organisationTlv(bytes, at);
    if (known.field === undefined) return;
    const value = String(known.read(bytes, at + ORGANISATION_BYTES, end));
    context.sightingOf(ip, mac, known.field, value);
  }
}

function describe(context: PduContext, ip: string, mac: string, text: string): void {
  context.sightingOf(ip, mac, 'description', text);
  const parts = SIEMENS.exec(text)?.groups;
  if (parts === undefined) return;
  context.sightingOf(ip, mac, 'vendor', 'Siemens');
  context.sightingOf(ip, mac, 'model', parts['model']!);
  context.sightingOf(ip, mac, 'order_number', parts['order']!);
  context.sightingOf(ip, mac, 'hardware', parts['hardware']!);
  context.sightingOf(ip, mac, 'firmware', parts['firmware']!);
}
