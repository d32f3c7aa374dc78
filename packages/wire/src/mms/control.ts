import type { OperationValue } from '@bulkhead/model';
import { berText, berUnsigned, Tlv } from '../osi/ber.ts';
import { flattenData } from './data.ts';

/** One component of a variable, by the name that it has in MMS. */
export interface Component {
  readonly object: string;
  readonly values: readonly OperationValue[];
}

/** Tags of Data, ISO 9506-2 §14.4.2. */
const STRUCTURE = 0xa2;
const UTC_TIME = 0x91;

/** The structures of a command, IEC 61850-8-1 §20: to operate, to select with value, to cancel. */
const COMMAND = /^[^$]*\$CO\$.*\$(Oper|SBOw|Cancel)$/;
/** What a server says of a command that failed, IEC 61850-8-1 §20.9. */
const LAST_ERROR = /(^|\/)LastApplError$/;

/** Categories of originators, IEC 61850-7-3 §6.8. */
const ORIGINS = [
  'not_supported',
  'bay_control',
  'station_control',
  'remote_control',
  'automatic_bay',
  'automatic_station',
  'automatic_remote',
  'maintenance',
  'process',
];
const ERRORS = ['no_error', 'unknown', 'timeout_test_not_ok', 'operator_test_not_ok'];
/** AddCause, IEC 61850-7-2 §20.5.2.9. */
const CAUSES = [
  'unknown',
  'not_supported',
  'blocked_by_switching_hierarchy',
  'select_failed',
  'invalid_position',
  'position_reached',
  'parameter_change_in_execution',
  'step_limit',
  'blocked_by_mode',
  'blocked_by_process',
  'blocked_by_interlocking',
  'blocked_by_synchrocheck',
  'command_already_in_execution',
  'blocked_by_health',
  'one_of_n_control',
  'abortion_by_cancel',
  'time_limit_over',
  'abortion_by_trip',
  'object_not_selected',
  'object_already_selected',
  'no_access_authority',
  'ended_with_overshoot',
  'abortion_due_to_deviation',
  'abortion_by_communication_loss',
  'blocked_by_command',
  'none',
  'inconsistent_parameters',
  'locked_by_other_client',
];

/** Of which command an error tells, and its AddCause; null where it is none. */
export function failedCommand(
  name: string,
  bytes: Uint8Array,
  at: number,
  end: number,
): { readonly object: string; readonly cause: string } | null {
  if (!LAST_ERROR.test(name)) return null;
  const parts = componentsOf(name, bytes, at, end);
  const valueOf = (part: string): string =>
    String(parts.find(({ object }) => object === `${name}$${part}`)?.values[0] ?? '');
  const object = valueOf('CntrlObj');
  return object === '' ? null : { object, cause: valueOf('AddCause') };
}

/** The components of a command or of its error, whose Data is at `at`; none of other variables. */
export function componentsOf(
  name: string,
  bytes: Uint8Array,
  at: number,
  end: number,
): readonly Component[] {
  const isError = LAST_ERROR.test(name);
  if (!isError && !COMMAND.test(name)) return [];
  const data = new Tlv();
  if (!data.take(bytes, at, end) || data.lead !== STRUCTURE) return [];
  return isError ? errorOf(name, bytes, data) : commandOf(name, bytes, data);
}

/** Names of what follows ctlVal and, where the command is timed, operTm. */
const AFTER_ORIGIN = ['ctlNum', 'T', 'Test', 'Check'];

function commandOf(name: string, bytes: Uint8Array, data: Tlv): Component[] {
  const one = new Tlv();
  if (!one.takeIn(bytes, data)) return [];
  const out = [component(`${name}$ctlVal`, bytes, data.at, one.next)];
  let at = one.next;
  if (one.take(bytes, at, data.end) && one.lead === UTC_TIME) {
    out.push(component(`${name}$operTm`, bytes, at, one.next));
    at = one.next;
  }
  if (!one.take(bytes, at, data.end) || one.lead !== STRUCTURE) return out;
  out.push(...originOf(`${name}$origin`, bytes, one));
  at = one.next;
  for (const part of AFTER_ORIGIN) {
    if (!one.take(bytes, at, data.end)) break;
    out.push(component(`${name}$${part}`, bytes, at, one.next));
    at = one.next;
  }
  return out;
}

/** CntrlObj, Error, Origin, ctlNum, AddCause. */
function errorOf(name: string, bytes: Uint8Array, data: Tlv): Component[] {
  const out: Component[] = [];
  const one = new Tlv();
  let at = data.at;
  for (const part of ['CntrlObj', 'Error', 'Origin', 'ctlNum', 'AddCause']) {
    if (!one.take(bytes, at, data.end)) break;
    const object = `${name}$${part}`;
    if (part === 'Origin') out.push(...originOf(object, bytes, one));
    else if (part === 'Error') out.push(named(object, ERRORS, bytes, one));
    else if (part === 'AddCause') out.push(named(object, CAUSES, bytes, one));
    else out.push(component(object, bytes, at, one.next));
    at = one.next;
  }
  return out;
}

/** Category, and who it is: octets that are text as a rule. */
function originOf(name: string, bytes: Uint8Array, origin: Tlv): Component[] {
  const category = new Tlv();
  const who = new Tlv();
  if (!category.takeIn(bytes, origin)) return [];
  const out = [named(`${name}$orCat`, ORIGINS, bytes, category)];
  if (!who.take(bytes, category.next, origin.end)) return out;
  if (!isPrintable(bytes, who.at, who.end)) {
    return [...out, component(`${name}$orIdent`, bytes, category.next, who.next)];
  }
  return [...out, { object: `${name}$orIdent`, values: [berText(bytes, who.at, who.end)] }];
}

function component(object: string, bytes: Uint8Array, at: number, end: number): Component {
  const values: OperationValue[] = [];
  flattenData(bytes, at, end, values);
  return { object, values };
}

/** A number that stands for one of these. */
function named(
  object: string,
  names: readonly string[],
  bytes: Uint8Array,
  { at, end }: Tlv,
): Component {
  const number = berUnsigned(bytes, at, Math.min(end, at + 4));
  return { object, values: [names[number] ?? number] };
}

function isPrintable(bytes: Uint8Array, at: number, end: number): boolean {
  for (let i = at; i < end; i++) if (bytes[i]! < 0x20 || bytes[i]! > 0x7e) return false;
  return true;
}
