import { VERB } from '../flow/flow.ts';
import type { ServiceFacts } from '../protocol.ts';

const { read, write, command, program, configure, discover, connect, report } = VERB;

/** Function codes that the reading goes by. */
export const FUNCTION = {
  confirm: 0,
  read: 1,
  write: 2,
  select: 3,
  operate: 4,
  directOperate: 5,
  directOperateNoAck: 6,
  freezeAtTime: 11,
  freezeAtTimeNoAck: 12,
  openFile: 25,
  authenticateRequest: 32,
  authenticateRequestNoAck: 33,
  response: 129,
  unsolicited: 130,
  authenticateResponse: 131,
} as const;

/** Code of a service of the link layer: this, and its function code. */
export const LINK_CODE = 0x100;

const NONE: readonly string[] = [];
const OUTPUT = ['T0855'];
const PARAMETER = ['T0836'];

/** Application functions, IEEE 1815 §4.2.2.5 Table 4-2; then the link layer's, §9.2.4.1.3. */
export const SERVICES: readonly ServiceFacts[] = [
  { code: 0, name: 'confirm', verb: connect },
  { code: 1, name: 'read', verb: read },
  { code: 2, name: 'write', verb: write },
  { code: 3, name: 'select', verb: command, techniques: OUTPUT },
  { code: 4, name: 'operate', verb: command, techniques: OUTPUT },
  { code: 5, name: 'direct_operate', verb: command, techniques: OUTPUT },
  { code: 6, name: 'direct_operate_no_ack', verb: command, techniques: OUTPUT },
  { code: 7, name: 'immediate_freeze', verb: command },
  { code: 8, name: 'immediate_freeze_no_ack', verb: command },
  { code: 9, name: 'freeze_clear', verb: command },
  { code: 10, name: 'freeze_clear_no_ack', verb: command },
  { code: 11, name: 'freeze_at_time', verb: command },
  { code: 12, name: 'freeze_at_time_no_ack', verb: command },
  { code: 13, name: 'cold_restart', verb: command, techniques: ['T0816'] },
  { code: 14, name: 'warm_restart', verb: command, techniques: ['T0816'] },
  { code: 15, name: 'initialize_data', verb: command },
  { code: 16, name: 'initialize_application', verb: command, techniques: ['T0858'] },
  { code: 17, name: 'start_application', verb: command, techniques: ['T0858'] },
  { code: 18, name: 'stop_application', verb: command, techniques: ['T0858'] },
  { code: 19, name: 'save_configuration', verb: configure },
  { code: 20, name: 'enable_unsolicited', verb: configure },
  { code: 21, name: 'disable_unsolicited', verb: configure, techniques: ['T0804'] },
  { code: 22, name: 'assign_class', verb: configure },
  { code: 23, name: 'delay_measure', verb: read },
  { code: 24, name: 'record_current_time', verb: configure, techniques: PARAMETER },
  { code: 25, name: 'open_file', verb: read },
  { code: 26, name: 'close_file', verb: connect },
  { code: 27, name: 'delete_file', verb: write, techniques: ['T0809'] },
  { code: 28, name: 'get_file_info', verb: discover },
  { code: 29, name: 'authenticate_file', verb: connect },
  { code: 30, name: 'abort_file', verb: connect },
  { code: 31, name: 'activate_configuration', verb: program, techniques: PARAMETER },
  { code: 32, name: 'authenticate_request', verb: connect },
  { code: 33, name: 'authenticate_request_no_ack', verb: connect },
  { code: 129, name: 'response', verb: read },
  { code: 130, name: 'unsolicited_response', verb: report },
  { code: 131, name: 'authenticate_response', verb: connect },
  { code: LINK_CODE | 0, name: 'reset_link_states', verb: connect },
  { code: LINK_CODE | 1, name: 'reset_user_process', verb: command, techniques: ['T0816'] },
  { code: LINK_CODE | 2, name: 'test_link_states', verb: connect },
  { code: LINK_CODE | 9, name: 'request_link_status', verb: connect },
];

const BY_CODE = new Map(SERVICES.map((service) => [service.code, service]));

/** Code and name of a service. */
export function serviceNamed(code: number): { readonly code: number; readonly name: string } {
  const known = BY_CODE.get(code);
  return { code, name: known?.name ?? `unknown_service_${code}` };
}

/** Verbs by code, those of the link layer too; -1 for what is not in the table. */
const VERBS = Int8Array.from({ length: LINK_CODE * 2 }, (_, code) => BY_CODE.get(code)?.verb ?? -1);

export function isKnownFunction(code: number): boolean {
  return VERBS[code]! >= 0;
}

export function isResponse(code: number): boolean {
  return code >= FUNCTION.response && code <= FUNCTION.authenticateResponse;
}

/** Requests that no outstation answers. */
export function isWithoutAnswer(code: number): boolean {
  if (code === FUNCTION.confirm || code === FUNCTION.authenticateRequestNoAck) return true;
  return code >= 6 && code <= 12 && code % 2 === 0;
}

/** Requests whose objects are carried out, and answered each with a status. */
export function isControl(code: number): boolean {
  return code >= FUNCTION.select && code <= FUNCTION.directOperateNoAck;
}

/** What a function does; a write depends on what is written first, by its group. */
export function verbOf(code: number, group: number): number {
  if (code === FUNCTION.write && CONFIGURES.has(group)) return configure;
  return isKnownFunction(code) ? VERBS[code]! : command;
}

/** Attributes, deadbands, times and indications: not the process, but how the device works. */
const CONFIGURES: ReadonlySet<number> = new Set([0, 34, 50, 51, 80]);
/** Deadbands decide what is reported, times when the device believes that it was. */
const PARAMETERS: ReadonlySet<number> = new Set([34, 50]);

/** Techniques that a function implies; a write does by what is written first, by its group. */
export function techniquesOf(code: number, group: number): readonly string[] {
  if (code === FUNCTION.write && PARAMETERS.has(group)) return PARAMETER;
  return BY_CODE.get(code)?.techniques ?? NONE;
}

/** Whether the objects of a group come with their data in a message of this function. */
export function hasData(code: number, group: number): boolean {
  if (code === FUNCTION.freezeAtTime || code === FUNCTION.freezeAtTimeNoAck) return group === 50;
  if (code >= FUNCTION.write && code <= FUNCTION.directOperateNoAck) return true;
  return code >= FUNCTION.openFile;
}
