import { STATUS_NAMES } from '../smb/status.ts';

/** What the last number of an answer is: a code of Windows, an NTSTATUS, an HRESULT. */
type Kind = 'windows' | 'status' | 'hresult';

const WINDOWS = 'svcctl atsvc winreg initshutdown srvsvc wkssvc';
const STATUS = 'samr lsarpc netlogon eventlog';
const HRESULT = `task_scheduler remote_activation system_activator wbem_level1_login \
wbem_services opc_server \
opc_browse_server_address_space opc_group_state_mgt opc_sync_io opc_item_mgt opc_async_io2 \
opc_item_properties opc_browse opc_item_io opc_server_list`;

const KINDS: ReadonlyMap<string, Kind> = new Map(
  (
    [
      [WINDOWS, 'windows'],
      [STATUS, 'status'],
      [HRESULT, 'hresult'],
    ] as const
  ).flatMap(([names, kind]) => names.split(' ').map((name) => [name, kind] as const)),
);

/** Codes of Windows that only say that there is more, or less, than fits: MS-ERREF §2.2. */
const MORE: ReadonlySet<number> = new Set([0, 122, 234, 259, 997]);

/** The result of what went well, for all interfaces. */
export const SUCCESS = 0;

/** Whether `result`, the last number of an answer of the interface `name`, refuses. */
export function isRefusal(name: string, result: number): boolean {
  if (result <= SUCCESS) return false;
  switch (KINDS.get(name)) {
    case 'windows':
      return !MORE.has(result);
    case 'status':
      return result >= 0xc0000000;
    case 'hresult':
      return result >= 0x80000000;
    default:
      return false;
  }
}

/** MS-ERREF §2.2, those that these interfaces answer with. */
const WINDOWS_NAMES: ReadonlyMap<number, string> = new Map([
  [2, 'file_not_found'],
  [3, 'path_not_found'],
  [5, 'access_denied'],
  [6, 'invalid_handle'],
  [50, 'not_supported'],
  [53, 'network_path_not_found'],
  [67, 'network_name_not_found'],
  [87, 'invalid_parameter'],
  [120, 'not_implemented'],
  [123, 'invalid_name'],
  [124, 'invalid_level'],
  [161, 'bad_path_name'],
  [1016, 'registry_io_failed'],
  [1051, 'dependent_services_running'],
  [1052, 'invalid_service_control'],
  [1053, 'service_request_timeout'],
  [1055, 'service_database_locked'],
  [1056, 'service_already_running'],
  [1057, 'invalid_service_account'],
  [1058, 'service_disabled'],
  [1060, 'service_does_not_exist'],
  [1061, 'service_cannot_accept_control'],
  [1062, 'service_not_active'],
  [1066, 'service_specific_error'],
  [1068, 'service_dependency_failed'],
  [1069, 'service_logon_failed'],
  [1072, 'service_marked_for_delete'],
  [1073, 'service_exists'],
  [1077, 'service_never_started'],
  [1078, 'duplicate_service_name'],
  [1115, 'shutdown_in_progress'],
  [1314, 'privilege_not_held'],
  [2310, 'share_not_found'],
]);

/** HRESULTs, MS-ERREF §2.1, and those of OPC Data Access 3.00 §6. */
const HRESULT_NAMES: ReadonlyMap<number, string> = new Map([
  [0x80004001, 'not_implemented'],
  [0x80004005, 'failed'],
  [0x80040154, 'class_not_registered'],
  [0x80070005, 'access_denied'],
  [0x80070057, 'invalid_parameter'],
  [0xc0040001, 'opc_invalid_handle'],
  [0xc0040004, 'opc_bad_type'],
  [0xc0040006, 'opc_bad_rights'],
  [0xc0040007, 'opc_unknown_item'],
  [0xc0040008, 'opc_invalid_item'],
  [0xc004000b, 'opc_out_of_range'],
]);

export function resultName(name: string, result: number): string {
  const kind = KINDS.get(name) ?? 'windows';
  const names = { windows: WINDOWS_NAMES, status: STATUS_NAMES, hresult: HRESULT_NAMES }[kind];
  const number = kind === 'windows' ? `${result}` : `0x${result.toString(16).padStart(8, '0')}`;
  return names.get(result) ?? `${kind === 'windows' ? 'error' : kind}_${number}`;
}
