import { servicesOf } from '../described/described.ts';
import type { Operation } from '@bulkhead/model';
import { VERB } from '../flow/flow.ts';
import type { ServiceFacts } from '../protocol.ts';

const { read, write, command, program, configure, discover, connect } = VERB;

/** Codes of what is below the services: name service and channels. */
export const LOWER = {
  nameRequest: 0x10000,
  channelInfo: 0x10002,
  channelOpen: 0x10003,
  channelClose: 0x10004,
} as const;

/** Service groups, with the verb of commands that have no name here. */
const GROUPS: ReadonlyMap<number, readonly [name: string, verb: number]> = new Map([
  [0x01, ['device', connect]],
  [0x02, ['app', command]],
  [0x03, ['monitor', read]],
  [0x04, ['visu', read]],
  [0x05, ['log', read]],
  [0x06, ['settings', configure]],
  [0x07, ['ethercat', configure]],
  [0x08, ['file', program]],
  [0x09, ['var', read]],
  [0x0a, ['component', configure]],
  [0x0b, ['io', read]],
  [0x0c, ['user', configure]],
  [0x0d, ['online_parameter', configure]],
  [0x0e, ['softvision', read]],
  [0x0f, ['trace', read]],
  [0x10, ['fdt', configure]],
  [0x11, ['shell', command]],
  [0x12, ['breakpoint', command]],
  [0x13, ['force', configure]],
  [0x14, ['redundancy', configure]],
  [0x16, ['iolink', configure]],
  [0x18, ['alarm', read]],
  [0x19, ['profinet', configure]],
  [0x1a, ['sil2', configure]],
  [0x1b, ['monitor2', read]],
  [0x1c, ['sub_node', command]],
  [0x1d, ['codemeter', configure]],
  [0x1e, ['trend', read]],
  [0x1f, ['coredump', read]],
  [0x20, ['backup', program]],
  [0x22, ['certificate', configure]],
]);

/**
 * Commands by group and number, as the interfaces of the runtime components have them (CmpSrv,
 * CmpApp, CmpDevice and others; certificates as public dissectors have them); not all there are.
 */
export const CODESYS_SERVICES: readonly ServiceFacts[] = servicesOf([
  [0x0101, 'device_get_target_identity', discover, 'T0888'],
  [0x0102, 'device_login', connect],
  [0x0103, 'device_logout', connect],
  [0x0104, 'device_reset_origin', command, 'T0809'],
  [0x0105, 'device_echo', connect],
  [0x0106, 'device_set_operating_mode', command, 'T0858'],
  [0x0107, 'device_get_operating_mode', read, 'T0868'],
  [0x0108, 'device_interactive_login', connect],
  [0x0109, 'device_rename_node', configure, 'T0836'],
  [0x010a, 'device_session_create', connect],
  [0x010b, 'device_reset_origin_get_configuration', read],
  [0x0201, 'app_login', connect],
  [0x0202, 'app_logout', connect],
  [0x0203, 'app_create', program],
  [0x0204, 'app_delete', program, 'T0809'],
  [0x0205, 'app_download', program, 'T0843'],
  [0x0206, 'app_online_change', program, 'T0843 T0889'],
  [0x0207, 'app_device_download', program, 'T0843'],
  [0x0208, 'app_create_device_app', program],
  [0x0210, 'app_start', command, 'T0858'],
  [0x0211, 'app_stop', command, 'T0858'],
  [0x0212, 'app_reset', command, 'T0858'],
  [0x0213, 'app_set_breakpoint', command],
  [0x0214, 'app_read_status', read, 'T0868'],
  [0x0215, 'app_delete_breakpoint', command],
  [0x0216, 'app_read_call_stack', read],
  [0x0217, 'app_get_area_offset', read],
  [0x0218, 'app_read_list', discover],
  [0x0219, 'app_set_next_statement', command],
  [0x0220, 'app_release_force_list', configure],
  [0x0221, 'app_upload_force_list', read],
  [0x0222, 'app_single_cycle', command, 'T0858'],
  [0x0223, 'app_create_boot_project', program, 'T0843'],
  [0x0224, 'app_reinitialise', command, 'T0858'],
  [0x0225, 'app_read_state_list', read, 'T0868'],
  [0x0226, 'app_load_boot_app', program],
  [0x0227, 'app_register_boot_app', program],
  [0x0228, 'app_check_file_consistency', read],
  [0x0229, 'app_read_information', discover],
  [0x0230, 'app_download_compact', program, 'T0843'],
  [0x0231, 'app_read_project_information', discover],
  [0x0232, 'app_define_flow', configure],
  [0x0233, 'app_read_flow_values', read],
  [0x0234, 'app_download_encrypted', program, 'T0843'],
  [0x0235, 'app_read_content', program, 'T0845'],
  [0x0236, 'app_save_retains', write],
  [0x0237, 'app_restore_retains', write],
  [0x0238, 'app_get_area_address', read],
  [0x0239, 'app_leave_execution_points', command],
  [0x0240, 'app_claim_execution_points', command],
  [0x0301, 'monitor_read', read],
  [0x0302, 'monitor_write', write],
  [0x0303, 'monitor_force', configure, 'T0835'],
  [0x0501, 'log_get_entries', read],
  [0x0502, 'log_get_component_names', discover],
  [0x0503, 'log_get_list', read],
  [0x0801, 'file_get_information', read],
  [0x0802, 'file_start_download', program],
  [0x0803, 'file_restart_download', program],
  [0x0804, 'file_download', program, 'T0843'],
  [0x0805, 'file_start_upload', program],
  [0x0806, 'file_restart_upload', program],
  [0x0807, 'file_upload', program, 'T0845'],
  [0x0808, 'file_end', program],
  [0x0809, 'file_cancel', program],
  [0x080a, 'file_save_signature', program],
  [0x080b, 'file_get_signature', read],
  [0x080c, 'file_get_directory', read],
  [0x080d, 'file_cancel_directory', read],
  [0x080e, 'file_delete', program, 'T0809'],
  [0x080f, 'file_rename', program],
  [0x0810, 'file_create_directory', program],
  [0x0811, 'file_delete_directory', program, 'T0809'],
  [0x0812, 'file_rename_directory', program],
  [0x0813, 'file_get_free_space', read],
  [0x0814, 'file_synchronise', program],
  [0x0901, 'var_register_list', read],
  [0x0902, 'var_unregister_list', read],
  [0x0903, 'var_read_list', read],
  [0x0904, 'var_write_list', write],
  [0x0905, 'var_read', read],
  [0x0906, 'var_write', write],
  [0x0907, 'var_get_root_nodes', discover],
  [0x0908, 'var_get_children_nodes', discover],
  [0x0909, 'var_get_types', discover],
  [0x090a, 'var_get_address', read],
  [0x090b, 'var_remove_from_list', read],
  [0x090c, 'var_get_symbol_sets', discover],
  [0x090d, 'var_configure_symbol_set', configure],
  [0x0c01, 'user_read_all', read],
  [0x0c02, 'user_write_all', configure, 'T0892'],
  [0x0c03, 'user_read_rights', read],
  [0x0c04, 'user_write_rights', configure, 'T0892'],
  [0x0c05, 'user_add', configure],
  [0x0c06, 'user_delete', configure, 'T0892'],
  [0x0c07, 'user_change_password', configure, 'T0892'],
  [0x1101, 'shell_command', command, 'T0807'],
  [0x1102, 'shell_cancel', command],
  [0x1b01, 'monitor2_read', read],
  [0x1b02, 'monitor2_write', write],
  [0x1b03, 'monitor2_force', configure, 'T0835'],
  [0x2201, 'certificate_import', configure],
  [0x2202, 'certificate_export', read],
  [0x2203, 'certificate_delete', configure],
  [0x2204, 'certificate_move', configure],
  [0x2205, 'certificate_list', read],
  [0x2206, 'certificate_list_uses', read],
  [0x2207, 'certificate_create', configure],
  [0x2209, 'certificate_get_status', read],
  [LOWER.nameRequest, 'name_service', discover, 'T0846'],
  [LOWER.channelInfo, 'channel_get_info', connect],
  [LOWER.channelOpen, 'channel_open', connect],
  [LOWER.channelClose, 'channel_close', connect],
]);

const BY_CODE = new Map(CODESYS_SERVICES.map((service) => [service.code, service]));

export function isGroup(group: number): boolean {
  return GROUPS.has(group);
}

/** A command without a name of its own has that of its group and its number. */
export function serviceName(code: number): Operation['service'] {
  const known = BY_CODE.get(code);
  if (known !== undefined) return { code, name: known.name };
  const group = GROUPS.get(code >> 8);
  const number = (group === undefined ? code : code & 0xff).toString(16);
  return { code, name: `${group?.[0] ?? 'unknown_service'}_0x${number.padStart(2, '0')}` };
}

export function serviceVerb(code: number): number {
  return BY_CODE.get(code)?.verb ?? GROUPS.get(code >> 8)?.[1] ?? command;
}

/** The group that a service belongs to, by name; `device` for what is below the services. */
export function groupName(code: number): string {
  return GROUPS.get(code >> 8)?.[0] ?? 'device';
}

const FORCE_GROUP = 0x13;

/** ATT&CK techniques of a service; whatever the group that forces does, it forces. */
export function serviceTechniques(code: number): readonly string[] {
  if (code >> 8 === FORCE_GROUP) return ['T0835'];
  return BY_CODE.get(code)?.techniques ?? [];
}
