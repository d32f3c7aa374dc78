import { VERB } from '../flow/flow.ts';
import type { ServiceFacts } from '../protocol.ts';

const { read, write, command, program, configure, discover, connect, report } = VERB;

/** Codes of what is no confirmed service: the tag of its PDU with one of these added. */
export const SERVICE_SPACE = { unconfirmed: 0x100, pdu: 0x200, association: 0x300 } as const;

/** Tags of confirmed services that are told apart in more than name, ISO 9506-2 §7.5. */
export const SERVICE = {
  status: 0,
  getNameList: 1,
  identify: 2,
  rename: 3,
  read: 4,
  write: 5,
  getVariableAccessAttributes: 6,
  defineNamedVariableList: 11,
  getNamedVariableListAttributes: 12,
  initiateDownload: 26,
  downloadSegment: 27,
  initiateUpload: 29,
  uploadSegment: 30,
  terminateUpload: 31,
  obtainFile: 46,
  fileOpen: 72,
  fileRead: 73,
  fileClose: 74,
  fileRename: 75,
  fileDelete: 76,
  fileDirectory: 77,
} as const;

type Row = readonly [code: number, name: string, verb: number, ...techniques: string[]];

/** Confirmed services by their tag in the request and in the response, ISO 9506-2 §7.5. */
const CONFIRMED: readonly Row[] = [
  [0, 'status', read],
  [1, 'get_name_list', discover, 'T0861'],
  [2, 'identify', discover, 'T0888'],
  [3, 'rename', configure],
  [4, 'read', read],
  [5, 'write', write],
  [6, 'get_variable_access_attributes', discover],
  [7, 'define_named_variable', configure],
  [8, 'define_scattered_access', configure],
  [9, 'get_scattered_access_attributes', discover],
  [10, 'delete_variable_access', configure],
  [11, 'define_named_variable_list', configure],
  [12, 'get_named_variable_list_attributes', discover],
  [13, 'delete_named_variable_list', configure],
  [14, 'define_named_type', configure],
  [15, 'get_named_type_attributes', discover],
  [16, 'delete_named_type', configure],
  [17, 'input', read],
  [18, 'output', write],
  [19, 'take_control', command],
  [20, 'relinquish_control', command],
  [21, 'define_semaphore', configure],
  [22, 'delete_semaphore', configure],
  [23, 'report_semaphore_status', read],
  [24, 'report_pool_semaphore_status', read],
  [25, 'report_semaphore_entry_status', read],
  [26, 'initiate_download_sequence', program, 'T0843'],
  [27, 'download_segment', program, 'T0843'],
  [28, 'terminate_download_sequence', program, 'T0843'],
  [29, 'initiate_upload_sequence', program, 'T0845'],
  [30, 'upload_segment', program, 'T0845'],
  [31, 'terminate_upload_sequence', program, 'T0845'],
  [32, 'request_domain_download', program, 'T0843'],
  [33, 'request_domain_upload', program, 'T0845'],
  [34, 'load_domain_content', program, 'T0843'],
  [35, 'store_domain_content', program, 'T0845'],
  [36, 'delete_domain', program, 'T0809'],
  [37, 'get_domain_attributes', discover],
  [38, 'create_program_invocation', program, 'T0889'],
  [39, 'delete_program_invocation', program, 'T0889'],
  [40, 'start', command, 'T0858'],
  [41, 'stop', command, 'T0858'],
  [42, 'resume', command, 'T0858'],
  [43, 'reset', command, 'T0858'],
  [44, 'kill', command, 'T0858'],
  [45, 'get_program_invocation_attributes', discover],
  [46, 'obtain_file', write, 'T0867'],
  [47, 'define_event_condition', configure],
  [48, 'delete_event_condition', configure, 'T0838'],
  [49, 'get_event_condition_attributes', discover],
  [50, 'report_event_condition_status', read],
  [51, 'alter_event_condition_monitoring', configure, 'T0838'],
  [52, 'trigger_event', command],
  [53, 'define_event_action', configure],
  [54, 'delete_event_action', configure],
  [55, 'get_event_action_attributes', discover],
  [56, 'report_event_action_status', read],
  [57, 'define_event_enrollment', configure],
  [58, 'delete_event_enrollment', configure, 'T0838'],
  [59, 'alter_event_enrollment', configure, 'T0838'],
  [60, 'report_event_enrollment_status', read],
  [61, 'get_event_enrollment_attributes', discover],
  [62, 'acknowledge_event_notification', command],
  [63, 'get_alarm_summary', read],
  [64, 'get_alarm_enrollment_summary', read],
  [65, 'read_journal', read],
  [66, 'write_journal', write],
  [67, 'initialize_journal', configure, 'T0872'],
  [68, 'report_journal_status', read],
  [69, 'create_journal', configure],
  [70, 'delete_journal', configure, 'T0872'],
  [71, 'get_capability_list', discover],
  [72, 'file_open', read],
  [73, 'file_read', read],
  [74, 'file_close', read],
  [75, 'file_rename', write],
  [76, 'file_delete', write, 'T0809'],
  [77, 'file_directory', discover],
  [78, 'additional_service', command],
  [80, 'get_data_exchange_attributes', discover],
  [81, 'exchange_data', write],
  [82, 'define_access_control_list', configure],
  [83, 'get_access_control_list_attributes', discover],
  [84, 'report_access_controlled_objects', discover],
  [85, 'delete_access_control_list', configure],
  [86, 'change_access_control', configure],
];

/** Everything else that gives an operation: unconfirmed services, PDUs of their own, ACSE. */
const OTHERS: readonly Row[] = [
  [SERVICE_SPACE.unconfirmed | 0, 'information_report', report],
  [SERVICE_SPACE.unconfirmed | 1, 'unsolicited_status', report],
  [SERVICE_SPACE.unconfirmed | 2, 'event_notification', report],
  [SERVICE_SPACE.pdu | 0, 'missing_service', command],
  [SERVICE_SPACE.pdu | 5, 'cancel', command],
  [SERVICE_SPACE.pdu | 8, 'initiate', connect],
  [SERVICE_SPACE.pdu | 11, 'conclude', connect],
  [SERVICE_SPACE.association | 0x62, 'release', connect],
  [SERVICE_SPACE.association | 0x64, 'abort', connect],
];

/** All services of MMS that have a name. */
export const MMS_SERVICES: readonly ServiceFacts[] = [...CONFIRMED, ...OTHERS].map(
  ([code, name, verb, ...techniques]) => ({ code, name, verb, techniques }),
);

const BY_CODE = new Map(MMS_SERVICES.map((service) => [service.code, service]));

/** The service of a code; those that have no name act as commands, because nobody knows. */
export function mmsService(code: number): ServiceFacts {
  return BY_CODE.get(code) ?? { code, name: `unknown_service_${code}`, verb: command };
}

export function isKnownService(code: number): boolean {
  return BY_CODE.has(code);
}

/**
 * What reading or writing a variable of IEC 61850 does, by its functional constraint (IEC 61850-8-1
 * §7.3.2 and §20): `CO` is control, where a read of `SBO` selects; the constraints of settings,
 * configuration and control blocks change how the device works.
 */
export function variableVerb(writes: boolean, name: string): number {
  const parts = name.split('$');
  const constraint = parts[1] ?? '';
  if (constraint === 'CO') {
    const last = parts.at(-1);
    if (writes) return command;
    return last === 'SBO' ? command : read;
  }
  return writes && CONFIGURES.has(constraint) ? configure : writes ? write : read;
}

const CONFIGURES = new Set([
  'SP',
  'SG',
  'SE',
  'CF',
  'DC',
  'RP',
  'BR',
  'LG',
  'GO',
  'GS',
  'MS',
  'US',
]);
/** Settings: parameters of protection and control. */
const SETTINGS = new Set(['SP', 'SG', 'SE', 'CF']);

/** Logical nodes and devices are switched on, off or to test by their `Mod`, IEC 61850-7-4 §6. */
const MODE = 'Mod';

/** Technique hints of a write to this variable: an operated output, or a changed parameter. */
export function variableTechniques(name: string): readonly string[] {
  const [, constraint = '', object] = name.split('$');
  if (constraint === 'CO') return object === MODE ? ['T0855', 'T0858'] : ['T0855'];
  return SETTINGS.has(constraint) ? ['T0836'] : [];
}

/** Switches of control blocks: reports, logs, GOOSE, sampled values; IEC 61850-7-2 §17 to §19. */
const SWITCHES = /\$(RP|BR|GO|MS|US|LG)\$.*\$(RptEna|GoEna|SvEna|LogEna)$/;

/** Whether writing `value` to this variable stops what a device reports. */
export function stopsReports(name: string, value: unknown): boolean {
  return value === false && SWITCHES.test(name);
}
