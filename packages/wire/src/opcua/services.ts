import { VERB } from '../flow/flow.ts';
import type { ServiceFacts } from '../protocol.ts';

const { read, write, command, configure, discover, connect, report } = VERB;

/**
 * What has no node id of its own: messages of the connection protocol (OPC 10000-6 §7.1.2), and
 * bodies that are encrypted.
 */
export const MESSAGE = { hello: 1, reverseHello: 2, error: 3, secured: 4 } as const;

/** Node ids of the binary encodings, OPC 10000-6 annex A (NodeIds.csv). */
export const SERVICE = {
  serviceFault: 397,
  openSecureChannel: 446,
  closeSecureChannel: 452,
  createSession: 461,
  activateSession: 467,
  registerNodes: 560,
  read: 631,
  historyUpdate: 700,
  call: 712,
  createItems: 751,
  modifyItems: 763,
  setMonitoringMode: 769,
  deleteItems: 781,
  createSubscription: 787,
  setPublishingMode: 799,
  publish: 826,
  publishResponse: 829,
  republishResponse: 835,
  deleteSubscriptions: 847,
} as const;

/**
 * Node id of the request and of the response, name, verb, technique hints. OPC 10000-4 §5 in its
 * order; ids of OPC 10000-6 annex A.
 */
const TABLE: readonly (readonly [number, number, string, number, string?])[] = [
  [422, 425, 'find_servers', discover, 'T0846'],
  [12208, 12209, 'find_servers_on_network', discover, 'T0846'],
  [428, 431, 'get_endpoints', discover],
  [437, 440, 'register_server', configure],
  [12211, 12212, 'register_server2', configure],
  [446, 449, 'open_secure_channel', connect],
  [452, 455, 'close_secure_channel', connect],
  [461, 464, 'create_session', connect],
  [467, 470, 'activate_session', connect],
  [473, 476, 'close_session', connect],
  [479, 482, 'cancel', command],
  [488, 491, 'add_nodes', configure, 'T0836'],
  [494, 497, 'add_references', configure, 'T0836'],
  [500, 503, 'delete_nodes', configure, 'T0809'],
  [506, 509, 'delete_references', configure, 'T0836'],
  [527, 530, 'browse', discover, 'T0861'],
  [533, 536, 'browse_next', discover, 'T0861'],
  [554, 557, 'translate_browse_paths_to_node_ids', discover],
  [560, 563, 'register_nodes', connect],
  [566, 569, 'unregister_nodes', connect],
  [615, 618, 'query_first', discover, 'T0861'],
  [621, 624, 'query_next', discover, 'T0861'],
  [631, 634, 'read', read],
  [664, 667, 'history_read', read],
  [673, 676, 'write', write],
  [700, 703, 'history_update', write],
  [712, 715, 'call', command],
  [751, 754, 'create_monitored_items', read],
  [763, 766, 'modify_monitored_items', read],
  [769, 772, 'set_monitoring_mode', read],
  [775, 778, 'set_triggering', read],
  [781, 784, 'delete_monitored_items', read],
  [787, 790, 'create_subscription', read],
  [793, 796, 'modify_subscription', read],
  [799, 802, 'set_publishing_mode', read],
  [826, 829, 'publish', report],
  [832, 835, 'republish', report],
  [841, 844, 'transfer_subscriptions', read],
  [847, 850, 'delete_subscriptions', read],
  [410, 413, 'test_stack', connect],
  [416, 419, 'test_stack_ex', connect],
  [15903, 21001, 'sessionless_invoke', command],
];

/** Every operation that this protocol gives by name. */
export const OPCUA_SERVICES: readonly ServiceFacts[] = [
  { code: MESSAGE.hello, name: 'hello', verb: connect },
  { code: MESSAGE.reverseHello, name: 'reverse_hello', verb: connect },
  { code: MESSAGE.error, name: 'error', verb: connect },
  { code: MESSAGE.secured, name: 'secured_message', verb: connect },
  { code: SERVICE.serviceFault, name: 'service_fault', verb: connect },
  ...TABLE.map(([code, , name, verb, technique]) => ({
    code,
    name,
    verb,
    ...(technique === undefined ? {} : { techniques: [technique] }),
  })),
];

const BY_CODE = new Map(OPCUA_SERVICES.map((service) => [service.code, service]));
const BY_RESPONSE = new Map(TABLE.map(([request, response]) => [response, request]));
const REQUESTS = new Set(TABLE.map(([request]) => request));

/** Whether a node id is that of a request known by name. */
export function isRequest(type: number): boolean {
  return REQUESTS.has(type);
}

/** Whether a node id is that of a response known by name, or of a service fault. */
export function isResponse(type: number): boolean {
  return type === SERVICE.serviceFault || BY_RESPONSE.has(type);
}

/** The request that a response answers; the id itself where it is none. */
export function requestOf(type: number): number {
  return BY_RESPONSE.get(type) ?? type;
}

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
