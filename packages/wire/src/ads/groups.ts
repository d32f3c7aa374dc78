import { VERB } from '../flow/flow.ts';
import { COMMAND } from './commands.ts';

/** Index groups that every ADS device may have, Beckhoff Information System, "ADS Services". */
export const GROUP = {
  handleByName: 0xf003,
  valueByName: 0xf004,
  valueByHandle: 0xf005,
  releaseHandle: 0xf006,
  infoByName: 0xf007,
  infoByNameExtended: 0xf009,
  sumRead: 0xf080,
  sumWrite: 0xf081,
  sumReadWrite: 0xf082,
  sumReadEx: 0xf083,
  sumReadEx2: 0xf084,
  sumAddNotification: 0xf085,
  sumDeleteNotification: 0xf086,
} as const;

/** AMS port of the system service, which keeps files, registry and routes of a controller. */
export const SYSTEM_SERVICE_PORT = 10_000;

/** Index groups of the system service, GVL of the library Tc2_System. */
export const SYSTEM = {
  fileOpen: 120,
  fileWrite: 123,
  filePut: 127,
  filePrint: 129,
  fileDelete: 131,
  fileRename: 132,
  fileFind: 133,
  makeFolder: 140,
  removeFolder: 141,
  registry: 200,
  registryLast: 205,
  time: 400,
  startProcess: 500,
  changeNetId: 600,
  queryNetId: 601,
  targetInfo: 700,
  addRoute: 801,
  deleteRoute: 802,
} as const;

/** Names of what groups of the system service are about. */
const SYSTEM_NAMES: ReadonlyMap<number, string> = new Map([
  [100, 'file_open_create'],
  [101, 'file_open_read'],
  [102, 'file_open_write'],
  [110, 'file_create'],
  [111, 'handle_close'],
  [120, 'file_open'],
  [121, 'file_close'],
  [122, 'file_read'],
  [123, 'file_write'],
  [124, 'file_seek'],
  [125, 'file_tell'],
  [126, 'file_get_line'],
  [127, 'file_put_line'],
  [128, 'file_scan'],
  [129, 'file_print'],
  [130, 'file_at_end'],
  [131, 'file_delete'],
  [132, 'file_rename'],
  [133, 'file_find'],
  [140, 'folder_make'],
  [141, 'folder_remove'],
  [200, 'registry_local_machine'],
  [201, 'registry_current_user'],
  [202, 'registry_classes_root'],
  [240, 'system_service_state'],
  [300, 'send_email'],
  [400, 'time'],
  [500, 'start_process'],
  [600, 'change_net_id'],
  [601, 'net_id'],
  [700, 'target_info'],
  [701, 'ip_helper'],
  [702, 'ip_host_name'],
  [703, 'ip_addresses'],
  [801, 'route_add'],
  [802, 'route_delete'],
  [803, 'routes'],
  [804, 'route_test'],
]);

/** The name of a group of the system service; empty where it has none. */
export function systemName(group: number): string {
  return SYSTEM_NAMES.get(group) ?? '';
}

/** Whether the data written to this group is the name of a symbol. */
export function namesSymbol(group: number): boolean {
  return (
    group === GROUP.handleByName ||
    group === GROUP.valueByName ||
    group === GROUP.infoByName ||
    group === GROUP.infoByNameExtended
  );
}

/** Whether the group packs several requests into one. */
export function isSum(group: number): boolean {
  return group >= GROUP.sumRead && group <= GROUP.sumDeleteNotification;
}

/** Process image of inputs and outputs, bytes and bits, and the two that clear it. */
export function isProcessImage(group: number): boolean {
  return (group >= 0xf020 && group <= 0xf031) || group === 0xf040 || group === 0xf050;
}

/** The group keeps how the device works, not what the process does. */
function isOfSystem(group: number): boolean {
  return group >= SYSTEM.registry || group === SYSTEM.makeFolder || group === SYSTEM.removeFolder;
}

/** What a command does to the process, by what it is about. */
export function groupVerb(command: number, group: number, offset: number, port: number): number {
  if (port === SYSTEM_SERVICE_PORT) {
    const verb = systemVerb(command, group, offset);
    if (verb >= 0) return verb;
  }
  if (command === COMMAND.read) return VERB.read;
  if (command === COMMAND.write) return group === GROUP.releaseHandle ? VERB.read : VERB.write;
  return group === GROUP.sumWrite ? VERB.write : VERB.read;
}

function systemVerb(command: number, group: number, offset: number): number {
  switch (group) {
    case SYSTEM.fileOpen:
      // Bits 1 and 2 of the offset open for writing and for adding.
      return (offset & 6) === 0 ? VERB.read : VERB.program;
    case SYSTEM.fileWrite:
    case SYSTEM.filePut:
    case SYSTEM.filePrint:
    case SYSTEM.fileDelete:
    case SYSTEM.fileRename:
      return VERB.program;
    case SYSTEM.startProcess:
      return VERB.command;
    case SYSTEM.targetInfo:
      return VERB.discover;
    case SYSTEM.addRoute:
    case SYSTEM.deleteRoute:
    case SYSTEM.changeNetId:
      return VERB.configure;
    default:
      return command === COMMAND.write && isOfSystem(group) ? VERB.configure : -1;
  }
}

/** ATT&CK techniques that a write to this group by itself implies. */
export function groupTechniques(command: number, group: number, port: number): readonly string[] {
  if (port === SYSTEM_SERVICE_PORT) {
    if (group === SYSTEM.fileDelete) return ['T0809'];
    if (group === SYSTEM.startProcess) return ['T0871'];
    if (group === SYSTEM.time && command === COMMAND.write) return ['T0836'];
    return group === SYSTEM.targetInfo ? ['T0888'] : [];
  }
  return command === COMMAND.write && isProcessImage(group) ? ['T0835'] : [];
}
