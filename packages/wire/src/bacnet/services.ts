import { VERB } from '../flow/flow.ts';
import type { ServiceFacts } from '../protocol.ts';

const { read, write, command, program, configure, discover, connect, report } = VERB;

/**
 * Each kind of message numbers its services from zero: this is added to tell them apart. Confirmed
 * services have the codes of the standard.
 */
export const KIND = { unconfirmed: 0x100, network: 0x200, bvlc: 0x300, bvlc6: 0x400 } as const;

type Row = readonly [number, string, number, ...string[]];

/** BACnetConfirmedServiceChoice, ASHRAE 135-2020 clause 21. */
const CONFIRMED: readonly Row[] = [
  [0, 'acknowledge_alarm', command],
  [1, 'confirmed_cov_notification', report],
  [2, 'confirmed_event_notification', report],
  [3, 'get_alarm_summary', read],
  [4, 'get_enrollment_summary', read],
  [5, 'subscribe_cov', read],
  [6, 'atomic_read_file', program, 'T0845'],
  [7, 'atomic_write_file', program, 'T0843'],
  [8, 'add_list_element', configure, 'T0836'],
  [9, 'remove_list_element', configure, 'T0836'],
  [10, 'create_object', configure, 'T0836'],
  [11, 'delete_object', configure, 'T0809'],
  [12, 'read_property', read],
  [13, 'read_property_conditional', read],
  [14, 'read_property_multiple', read],
  [15, 'write_property', write],
  [16, 'write_property_multiple', write],
  [17, 'device_communication_control', configure],
  [18, 'confirmed_private_transfer', command],
  [19, 'confirmed_text_message', report],
  [20, 'reinitialize_device', command],
  [21, 'vt_open', connect],
  [22, 'vt_close', connect],
  [23, 'vt_data', command],
  [24, 'authenticate', connect],
  [25, 'request_key', connect],
  [26, 'read_range', read],
  [27, 'life_safety_operation', command],
  [28, 'subscribe_cov_property', read],
  [29, 'get_event_information', read],
  [30, 'subscribe_cov_property_multiple', read],
  [31, 'confirmed_cov_notification_multiple', report],
  [32, 'confirmed_audit_notification', report],
  [33, 'audit_log_query', read],
  [34, 'auth_request', connect],
];

/** BACnetUnconfirmedServiceChoice, clause 21; 13 and 14 of addendum 135-2020cc. */
const UNCONFIRMED: readonly Row[] = [
  [0, 'i_am', report],
  [1, 'i_have', report],
  [2, 'unconfirmed_cov_notification', report],
  [3, 'unconfirmed_event_notification', report],
  [4, 'unconfirmed_private_transfer', command],
  [5, 'unconfirmed_text_message', report],
  [6, 'time_synchronization', configure, 'T0836'],
  [7, 'who_has', discover, 'T0846'],
  [8, 'who_is', discover, 'T0846'],
  [9, 'utc_time_synchronization', configure, 'T0836'],
  [10, 'write_group', write],
  [11, 'unconfirmed_cov_notification_multiple', report],
  [12, 'unconfirmed_audit_notification', report],
  [13, 'who_am_i', report],
  [14, 'you_are', configure],
];

/** Network layer messages, clause 6.2.4. */
const NETWORK: readonly Row[] = [
  [0, 'who_is_router_to_network', discover, 'T0846'],
  [1, 'i_am_router_to_network', report],
  [2, 'i_could_be_router_to_network', report],
  [3, 'reject_message_to_network', report],
  [4, 'router_busy_to_network', report],
  [5, 'router_available_to_network', report],
  [6, 'initialize_routing_table', configure],
  [7, 'initialize_routing_table_ack', report],
  [8, 'establish_connection_to_network', connect],
  [9, 'disconnect_connection_to_network', connect],
  [10, 'challenge_request', connect],
  [11, 'security_payload', connect],
  [12, 'security_response', connect],
  [13, 'request_key_update', connect],
  [14, 'update_key_set', configure],
  [15, 'update_distribution_key', configure],
  [16, 'request_master_key', connect],
  [17, 'set_master_key', configure],
  [18, 'what_is_network_number', discover],
  [19, 'network_number_is', report],
];

/** BACnet/IP virtual link layer, annex J.2. */
const BVLC: readonly Row[] = [
  [0, 'bvlc_result', connect],
  [1, 'write_broadcast_distribution_table', configure, 'T0836'],
  [2, 'read_broadcast_distribution_table', read],
  [3, 'read_broadcast_distribution_table_ack', read],
  [4, 'forwarded_npdu', report],
  [5, 'register_foreign_device', connect],
  [6, 'read_foreign_device_table', read],
  [7, 'read_foreign_device_table_ack', read],
  [8, 'delete_foreign_device_table_entry', configure, 'T0836'],
  [9, 'distribute_broadcast_to_network', report],
  [10, 'original_unicast_npdu', connect],
  [11, 'original_broadcast_npdu', connect],
  [12, 'secured_bvll', connect],
];

/** The same over IPv6, annex U.2. */
const BVLC6: readonly Row[] = [
  [0, 'bvlc_result', connect],
  [1, 'original_unicast_npdu', connect],
  [2, 'original_broadcast_npdu', connect],
  [3, 'address_resolution', discover],
  [4, 'forwarded_address_resolution', discover],
  [5, 'address_resolution_ack', discover],
  [6, 'virtual_address_resolution', discover],
  [7, 'virtual_address_resolution_ack', discover],
  [8, 'forwarded_npdu', report],
  [9, 'register_foreign_device', connect],
  [10, 'delete_foreign_device_table_entry', configure, 'T0836'],
  [11, 'secured_bvll', connect],
  [12, 'distribute_broadcast_to_network', report],
];

function facts(kind: number, rows: readonly Row[]): ServiceFacts[] {
  return rows.map(([code, name, verb, ...techniques]) => ({
    code: kind + code,
    name,
    verb,
    ...(techniques.length === 0 ? {} : { techniques }),
  }));
}

/** Every operation that this protocol gives by name. */
export const BACNET_SERVICES: readonly ServiceFacts[] = [
  ...facts(0, CONFIRMED),
  ...facts(KIND.unconfirmed, UNCONFIRMED),
  ...facts(KIND.network, NETWORK),
  ...facts(KIND.bvlc, BVLC),
  ...facts(KIND.bvlc6, BVLC6),
];

const BY_CODE = new Map(BACNET_SERVICES.map((service) => [service.code, service]));

export function serviceName(code: number): string {
  return BY_CODE.get(code)?.name ?? `unknown_service_${code}`;
}

/** The verb of a service; what is not known by name may do anything. */
export function serviceVerb(code: number): number {
  return BY_CODE.get(code)?.verb ?? command;
}

export function serviceTechniques(code: number): readonly string[] {
  return BY_CODE.get(code)?.techniques ?? [];
}

/** Codes of the requests that a negative BVLC-Result is about, by its number. Annex J.2.1. */
const NAK_V4: ReadonlyMap<number, number> = new Map([
  [0x10, KIND.bvlc + 1],
  [0x20, KIND.bvlc + 2],
  [0x30, KIND.bvlc + 5],
  [0x40, KIND.bvlc + 6],
  [0x50, KIND.bvlc + 8],
  [0x60, KIND.bvlc + 9],
]);
/** The same over IPv6, annex U.2.1. */
const NAK_V6: ReadonlyMap<number, number> = new Map([
  [0x30, KIND.bvlc6 + 3],
  [0x60, KIND.bvlc6 + 6],
  [0x90, KIND.bvlc6 + 9],
  [0xa0, KIND.bvlc6 + 10],
  [0xc0, KIND.bvlc6 + 12],
]);

/** Code of the request that a BVLC-Result refuses, by the first byte of its message; -1 if none. */
export function nakOf(link: number, result: number): number {
  return (link === 0x81 ? NAK_V4 : NAK_V6).get(result) ?? -1;
}
