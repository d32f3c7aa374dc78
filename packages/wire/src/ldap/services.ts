import { ServiceTable, servicesOf } from '../described/described.ts';
import { VERB } from '../flow/flow.ts';
import { OPERATION } from './message.ts';

const { read, configure, connect } = VERB;

/** Operations that ask, RFC 4511 §4, by their tag. */
export const LDAP_SERVICES = servicesOf([
  [OPERATION.bind, 'bind', connect],
  [OPERATION.unbind, 'unbind', connect],
  [OPERATION.search, 'search', read],
  [OPERATION.modify, 'modify', configure],
  [OPERATION.add, 'add', configure],
  [OPERATION.remove, 'delete', configure],
  [OPERATION.rename, 'modify_dn', configure],
  [OPERATION.compare, 'compare', read],
  [OPERATION.abandon, 'abandon', connect],
  [OPERATION.extended, 'extended', connect],
]);

export const LDAP_TABLE = new ServiceTable(LDAP_SERVICES, connect, 2);

/** What an answer is to, where its request was not seen. */
const ASKED_BY: ReadonlyMap<number, number> = new Map([
  [OPERATION.bindAnswer, OPERATION.bind],
  [OPERATION.searchDone, OPERATION.search],
  [OPERATION.modifyAnswer, OPERATION.modify],
  [OPERATION.addAnswer, OPERATION.add],
  [OPERATION.removeAnswer, OPERATION.remove],
  [OPERATION.renameAnswer, OPERATION.rename],
  [OPERATION.compareAnswer, OPERATION.compare],
  [OPERATION.extendedAnswer, OPERATION.extended],
]);

export function askedBy(operation: number): number {
  return ASKED_BY.get(operation) ?? operation;
}

/** Results, RFC 4511 §4.1.9; those in `GOOD` refuse nothing. */
export const RESULT = { success: 0, bindInProgress: 14 } as const;
const GOOD: ReadonlySet<number> = new Set([RESULT.success, 5, 6, 10, RESULT.bindInProgress]);

export function isRefusal(result: number): boolean {
  return !GOOD.has(result);
}

const NAMES: ReadonlyMap<number, string> = new Map([
  [1, 'operations_error'],
  [2, 'protocol_error'],
  [3, 'time_limit_exceeded'],
  [4, 'size_limit_exceeded'],
  [7, 'auth_method_not_supported'],
  [8, 'stronger_auth_required'],
  [11, 'admin_limit_exceeded'],
  [12, 'unavailable_critical_extension'],
  [13, 'confidentiality_required'],
  [16, 'no_such_attribute'],
  [17, 'undefined_attribute_type'],
  [18, 'inappropriate_matching'],
  [19, 'constraint_violation'],
  [20, 'attribute_or_value_exists'],
  [21, 'invalid_attribute_syntax'],
  [32, 'no_such_object'],
  [33, 'alias_problem'],
  [34, 'invalid_dn_syntax'],
  [36, 'alias_dereferencing_problem'],
  [48, 'inappropriate_authentication'],
  [49, 'invalid_credentials'],
  [50, 'insufficient_access_rights'],
  [51, 'busy'],
  [52, 'unavailable'],
  [53, 'unwilling_to_perform'],
  [54, 'loop_detect'],
  [64, 'naming_violation'],
  [65, 'object_class_violation'],
  [66, 'not_allowed_on_non_leaf'],
  [67, 'not_allowed_on_rdn'],
  [68, 'entry_already_exists'],
  [69, 'object_class_mods_prohibited'],
  [71, 'affects_multiple_dsas'],
  [80, 'other'],
]);

export function resultName(result: number): string {
  return NAMES.get(result) ?? `result_${result}`;
}
