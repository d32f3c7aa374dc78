import { servicesOf, type ServiceRow } from '../described/described.ts';
import { VERB } from '../flow/flow.ts';
import type { ServiceFacts } from '../protocol.ts';
import { TYPE } from './pdu.ts';

const { read, write, command, configure, discover, connect, report } = VERB;

/** Added to the type of a PDU that is no call, so that it is apart from the calls of interfaces. */
export const PDU_SERVICE = 0x100;
/** A call of an interface that has no name here. */
export const REQUEST = { code: 0, name: 'request' } as const;

type Operation = readonly [opnum: number, name: string, verb: number, techniques?: string];

interface Interface {
  readonly name: string;
  readonly uuid: string;
  /** Verb of the operations without a name. */
  readonly verb: number;
  readonly operations: readonly Operation[];
}

/**
 * Interfaces by their UUIDs, with those operations that matter to a plant: of MS-SCMR, MS-TSCH,
 * MS-RRP, MS-RSP, MS-SAMR, MS-LSAD, MS-NRPC, MS-DRSR, MS-SRVS, MS-WKST, MS-EVEN, MS-RPRN, MS-DCOM,
 * MS-WMI, C706 appendix O, and OPC Data Access 2.05A and 3.00. Their place is part of their code:
 * new ones come last.
 */
const INTERFACES: readonly Interface[] = [
  {
    name: 'epmapper',
    uuid: 'e1af8308-5d1f-11c9-91a4-08002b14a0fa',
    verb: discover,
    operations: [
      [2, 'lookup', discover, 'T0846'],
      [3, 'map', discover],
    ],
  },
  {
    name: 'svcctl',
    uuid: '367abb81-9844-35f1-ad32-98f038001003',
    verb: read,
    operations: [
      [0, 'close_service_handle', connect],
      [1, 'control_service', command],
      [2, 'delete_service', command],
      [5, 'set_service_object_security', configure],
      [6, 'query_service_status', read],
      [11, 'change_service_config', configure],
      [12, 'create_service', command],
      [13, 'enum_dependent_services', discover],
      [14, 'enum_services_status', discover],
      [15, 'open_sc_manager', connect],
      [16, 'open_service', connect],
      [17, 'query_service_config', read],
      [19, 'start_service', command],
      [20, 'get_service_display_name', read],
      [21, 'get_service_key_name', read],
      [23, 'change_service_config_a', configure],
      [24, 'create_service_a', command],
      [27, 'open_sc_manager_a', connect],
      [28, 'open_service_a', connect],
      [31, 'start_service_a', command],
      [37, 'change_service_config2', configure],
      [39, 'query_service_config2', read],
      [40, 'query_service_status_ex', read],
      [42, 'enum_services_status_ex', discover],
      [45, 'create_service_wow64', command],
      [51, 'control_service_ex', command],
    ],
  },
  {
    name: 'atsvc',
    uuid: '1ff70682-0a51-30e8-076d-740be8cee98b',
    verb: read,
    operations: [
      [0, 'job_add', command],
      [1, 'job_del', command],
      [2, 'job_enum', discover],
    ],
  },
  {
    name: 'task_scheduler',
    uuid: '86d35949-83c9-4044-b424-db363231fd0c',
    verb: read,
    operations: [
      [1, 'register_task', command],
      [2, 'retrieve_task', read],
      [6, 'enum_folders', discover],
      [7, 'enum_tasks', discover],
      [11, 'stop', command],
      [12, 'run', command],
      [13, 'delete', command],
      [19, 'enable_task', command],
    ],
  },
  {
    name: 'winreg',
    uuid: '338cd001-2244-31f1-aaaa-900038001003',
    verb: read,
    operations: [
      [0, 'open_classes_root', connect],
      [1, 'open_current_user', connect],
      [2, 'open_local_machine', connect],
      [4, 'open_users', connect],
      [5, 'close_key', connect],
      [6, 'create_key', configure],
      [7, 'delete_key', configure],
      [8, 'delete_value', configure],
      [9, 'enum_key', discover],
      [10, 'enum_value', read],
      [15, 'open_key', connect],
      [16, 'query_key', read],
      [17, 'query_value', read],
      [19, 'restore_key', configure],
      [20, 'save_key', read],
      [21, 'set_key_security', configure],
      [22, 'set_value', configure],
      [24, 'initiate_system_shutdown', command, 'T0816'],
      [27, 'open_current_config', connect],
      [30, 'initiate_system_shutdown_ex', command, 'T0816'],
      [31, 'save_key_ex', read],
    ],
  },
  {
    name: 'initshutdown',
    uuid: '894de0c0-0d55-11d3-a322-00c04fa321a1',
    verb: command,
    operations: [
      [0, 'initiate_shutdown', command, 'T0816'],
      [1, 'abort_shutdown', command],
      [2, 'initiate_shutdown_ex', command, 'T0816'],
    ],
  },
  {
    name: 'samr',
    uuid: '12345778-1234-abcd-ef00-0123456789ac',
    verb: discover,
    operations: [
      [0, 'connect', connect],
      [1, 'close_handle', connect],
      [5, 'lookup_domain', discover],
      [6, 'enumerate_domains', discover],
      [7, 'open_domain', connect],
      [12, 'create_user_in_domain', configure],
      [13, 'enumerate_users', discover],
      [17, 'lookup_names', discover],
      [22, 'add_member_to_group', configure],
      [31, 'add_member_to_alias', configure],
      [34, 'open_user', connect],
      [35, 'delete_user', configure],
      [36, 'query_information_user', discover],
      [37, 'set_information_user', configure],
      [38, 'change_password_user', configure, 'T0892'],
      [50, 'create_user', configure],
      [55, 'unicode_change_password_user', configure, 'T0892'],
      [57, 'connect2', connect],
      [58, 'set_information_user2', configure],
      [62, 'connect4', connect],
      [64, 'connect5', connect],
    ],
  },
  {
    name: 'lsarpc',
    uuid: '12345778-1234-abcd-ef00-0123456789ab',
    verb: discover,
    operations: [
      [0, 'close', connect],
      [6, 'open_policy', connect],
      [7, 'query_information_policy', discover],
      [14, 'lookup_names', discover],
      [15, 'lookup_sids', discover],
      [29, 'set_secret', configure],
      [30, 'query_secret', read],
      [43, 'retrieve_private_data', read],
      [44, 'open_policy2', connect],
    ],
  },
  {
    name: 'netlogon',
    uuid: '12345678-1234-abcd-ef00-01234567cffb',
    verb: connect,
    operations: [
      [4, 'request_challenge', connect],
      [26, 'authenticate3', connect],
      [30, 'password_set2', configure, 'T0892'],
    ],
  },
  {
    name: 'drsuapi',
    uuid: 'e3514235-4b06-11d1-ab04-00c04fc2dcd2',
    verb: read,
    operations: [
      [0, 'bind', connect],
      [3, 'get_nc_changes', read],
      [12, 'crack_names', discover],
    ],
  },
  {
    name: 'srvsvc',
    uuid: '4b324fc8-1670-01d3-1278-5a47bf6ee188',
    verb: discover,
    operations: [
      [9, 'file_enum', discover],
      [11, 'file_close', command],
      [12, 'session_enum', discover],
      [13, 'session_del', command],
      [14, 'share_add', configure],
      [15, 'share_enum', discover],
      [16, 'share_get_info', discover],
      [17, 'share_set_info', configure],
      [18, 'share_del', configure],
      [21, 'server_get_info', discover],
      [28, 'remote_time', read],
    ],
  },
  {
    name: 'wkssvc',
    uuid: '6bffd098-a112-3610-9833-46c3f87e345a',
    verb: discover,
    operations: [
      [0, 'get_info', discover],
      [2, 'user_enum', discover],
    ],
  },
  {
    name: 'eventlog',
    uuid: '82273fdc-e32a-18c3-3f78-827929dc23ea',
    verb: read,
    operations: [[0, 'clear_log', command, 'T0872']],
  },
  { name: 'spoolss', uuid: '12345678-1234-abcd-ef00-0123456789ab', verb: write, operations: [] },
  {
    name: 'object_exporter',
    uuid: '99fcfec4-5260-101b-bbcb-00aa0021347a',
    verb: connect,
    operations: [
      [0, 'resolve_oxid', connect],
      [1, 'simple_ping', connect],
      [2, 'complex_ping', connect],
      [3, 'server_alive', discover],
      [4, 'resolve_oxid2', connect],
      [5, 'server_alive2', discover],
    ],
  },
  {
    name: 'remote_activation',
    uuid: '4d9f4ab8-7d1c-11cf-861e-0020af6e7c57',
    verb: connect,
    operations: [[0, 'remote_activation', connect]],
  },
  {
    name: 'system_activator',
    uuid: '000001a0-0000-0000-c000-000000000046',
    verb: connect,
    operations: [
      [3, 'remote_get_class_object', connect],
      [4, 'remote_create_instance', connect],
    ],
  },
  {
    name: 'rem_unknown',
    uuid: '00000131-0000-0000-c000-000000000046',
    verb: connect,
    operations: [],
  },
  {
    name: 'rem_unknown2',
    uuid: '00000143-0000-0000-c000-000000000046',
    verb: connect,
    operations: [],
  },
  {
    name: 'wbem_level1_login',
    uuid: 'f309ad18-d86a-11d0-a075-00c04fb68820',
    verb: connect,
    operations: [[6, 'ntlm_login', connect]],
  },
  {
    name: 'wbem_services',
    uuid: '9556dc99-828c-11cf-a37e-00aa003240c7',
    verb: read,
    operations: [
      [3, 'open_namespace', connect],
      [6, 'get_object', read],
      [14, 'put_instance', configure],
      [16, 'delete_instance', configure],
      [18, 'create_instance_enum', discover],
      [20, 'exec_query', read],
      [24, 'exec_method', command],
    ],
  },
  {
    name: 'opc_server',
    uuid: '39c13a4d-011e-11d0-9675-0020afd8adb3',
    verb: read,
    operations: [[3, 'add_group', connect]],
  },
  {
    name: 'opc_browse_server_address_space',
    uuid: '39c13a4f-011e-11d0-9675-0020afd8adb3',
    verb: discover,
    operations: [],
  },
  {
    name: 'opc_group_state_mgt',
    uuid: '39c13a50-011e-11d0-9675-0020afd8adb3',
    verb: read,
    operations: [],
  },
  {
    name: 'opc_sync_io',
    uuid: '39c13a52-011e-11d0-9675-0020afd8adb3',
    verb: read,
    operations: [
      [3, 'read', read],
      [4, 'write', write],
    ],
  },
  {
    name: 'opc_item_mgt',
    uuid: '39c13a54-011e-11d0-9675-0020afd8adb3',
    verb: read,
    operations: [[3, 'add_items', read]],
  },
  {
    name: 'opc_data_callback',
    uuid: '39c13a70-011e-11d0-9675-0020afd8adb3',
    verb: report,
    operations: [[3, 'on_data_change', report]],
  },
  {
    name: 'opc_async_io2',
    uuid: '39c13a71-011e-11d0-9675-0020afd8adb3',
    verb: read,
    operations: [
      [3, 'read', read],
      [4, 'write', write],
    ],
  },
  {
    name: 'opc_item_properties',
    uuid: '39c13a72-011e-11d0-9675-0020afd8adb3',
    verb: read,
    operations: [],
  },
  {
    name: 'opc_browse',
    uuid: '39227004-a18f-4b57-8b0a-5235670f4468',
    verb: discover,
    operations: [],
  },
  {
    name: 'opc_item_io',
    uuid: '85c0b427-2893-4cbc-bd78-e5fc5146f08f',
    verb: read,
    operations: [
      [3, 'read', read],
      [4, 'write_vqt', write],
    ],
  },
  {
    name: 'opc_server_list',
    uuid: '13486d50-4821-11d2-a494-3cb306c10000',
    verb: discover,
    operations: [],
  },
];

const INDEX_BY_UUID = new Map(INTERFACES.map(({ uuid }, i) => [uuid, i]));
const INDEX_BY_NAME = new Map(INTERFACES.map(({ name }, i) => [name, i]));

/** The name of an interface, or its UUID where it has none here. */
export function interfaceName(uuid: string): string {
  const index = INDEX_BY_UUID.get(uuid);
  return index === undefined ? uuid : INTERFACES[index]!.name;
}

/** Interface in the upper half, from 1; operation in the lower. 0 for an unknown interface. */
export function callCode(name: string, operation: number): number {
  const index = INDEX_BY_NAME.get(name);
  return index === undefined ? REQUEST.code : ((index + 1) << 16) | operation;
}

/** All that have a name of their own. */
export const DCERPC_SERVICES: readonly ServiceFacts[] = servicesOf([
  [REQUEST.code, REQUEST.name, read],
  [PDU_SERVICE + TYPE.bind, 'bind', connect],
  [PDU_SERVICE + TYPE.alterContext, 'alter_context', connect],
  [PDU_SERVICE + TYPE.auth3, 'auth3', connect],
  [PDU_SERVICE + TYPE.shutdown, 'shutdown', connect],
  [PDU_SERVICE + TYPE.cancel, 'cancel', connect],
  [PDU_SERVICE + TYPE.orphaned, 'orphaned', connect],
  ...INTERFACES.flatMap(({ name, operations }) =>
    operations.map(([opnum, operation, verb, techniques]): ServiceRow => [
      callCode(name, opnum),
      `${name}_${operation}`,
      verb,
      ...(techniques === undefined ? ([] as const) : ([techniques] as const)),
    ]),
  ),
]);

const BY_CODE = new Map(DCERPC_SERVICES.map((service) => [service.code, service]));

/** An operation without a name of its own has that of its interface and its number. */
export function serviceName(code: number): string {
  const known = BY_CODE.get(code);
  if (known !== undefined) return known.name;
  const one = INTERFACES[(code >> 16) - 1];
  return one === undefined ? `unknown_service_${code}` : `${one.name}_${code & 0xffff}`;
}

export function serviceTechniques(code: number): readonly string[] {
  return BY_CODE.get(code)?.techniques ?? [];
}

/** The verb of an operation by its name, else that of its interface. */
export function serviceVerb(code: number): number {
  return BY_CODE.get(code)?.verb ?? INTERFACES[(code >> 16) - 1]?.verb ?? read;
}
