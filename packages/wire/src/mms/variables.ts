import {
  type Operation,
  OPERATION_ITEMS_MAX,
  OPERATION_VALUES_MAX,
  type OperationValue,
} from '@bulkhead/model';
import type { Exchange } from '../flow/flow.ts';
import { Tlv } from '../osi/ber.ts';
import { resultsOf, variablesAsked } from './access.ts';
import { componentsOf } from './control.ts';
import { type AccessResult, accessResults } from './data.ts';
import { accessErrorName } from './errors.ts';
import { variableAccess, type VariableAccess } from './names.ts';
import { type MmsPdu, PDU } from './pdu.ts';
import { reportItems } from './reports.ts';
import { SERVICE } from './services.ts';
import { sessionOfExchange } from './session.ts';

/** What a read, a write or an information report says of variables. */
export interface VariablesTold {
  /** Empty where no variable is named. */
  readonly object: string;
  readonly count: number;
  readonly values: readonly OperationValue[];
  readonly items: Operation['items'];
  /** Why a report was sent, where it tells. */
  readonly cause?: string | undefined;
}

type Items = NonNullable<Operation['items']>;

/** The list of an information report that is a report of IEC 61850, IEC 61850-8-1 §17.3. */
const REPORT_LIST = 'RPT';
const OBJECT_CHARACTERS_MAX = 256;
const NONE: VariableAccess = { names: [], count: 0, list: '' };

/** The variables of a read or write, with what was read or written; `told` lies in `response`. */
export function accessTold(
  exchange: Exchange,
  code: number,
  asked: MmsPdu | null,
  told: MmsPdu | null,
  response = exchange.response,
): VariablesTold {
  const { request } = exchange;
  const reads = code === SERVICE.read;
  const named = asked === null ? NONE : variablesAsked(request, asked.at, asked.end, reads);
  const results = resultsIn(response, told);
  return reads
    ? toldOf(exchange, named, response, results, results)
    : toldOf(exchange, named, request, writtenData(request, asked), results);
}

function resultsIn(bytes: Uint8Array, told: MmsPdu | null): AccessResult[] {
  if (told === null || told.kind !== PDU.confirmedResponse) return [];
  const { at, end } = resultsOf(bytes, told);
  return at < 0 ? [] : accessResults(bytes, at, end, OPERATION_ITEMS_MAX);
}

/** `listOfData` follows the specification, ISO 9506-2 §14.7. */
function writtenData(bytes: Uint8Array, asked: MmsPdu | null): AccessResult[] {
  if (asked === null) return [];
  const field = new Tlv();
  if (!field.take(bytes, asked.at, asked.end)) return [];
  if (!field.take(bytes, field.next, asked.end) || field.lead !== 0xa0) return [];
  return accessResults(bytes, field.at, field.end, OPERATION_ITEMS_MAX);
}

/** The list or the variables of an information report, and all values that it carries. */
export function reportTold(exchange: Exchange, told: MmsPdu): VariablesTold {
  const { response } = exchange;
  const named = variableAccess(response, told.at, told.end);
  const field = new Tlv();
  let results: AccessResult[] = [];
  if (field.take(response, told.at, told.end) && field.take(response, field.next, told.end)) {
    results = accessResults(response, field.at, field.end, OPERATION_VALUES_MAX);
  }
  const first = results[0]?.values[0];
  if (named.list !== REPORT_LIST || typeof first !== 'string') {
    return toldOf(exchange, named, response, results, results);
  }
  const session = sessionOfExchange(exchange);
  const report = reportItems(results, session.setOf(first), (list) => session.membersOf(list));
  return {
    object: `report/${first}`.slice(0, OBJECT_CHARACTERS_MAX),
    count: report?.count ?? results.length,
    values: flat(results),
    items: report?.items,
    cause: report?.cause,
  };
}

/** What was named, with results in its order; a list by its members where they are known. */
function toldOf(
  exchange: Exchange,
  named: VariableAccess,
  bytes: Uint8Array,
  results: readonly AccessResult[],
  answers: readonly AccessResult[],
): VariablesTold {
  const { list } = named;
  if (list === '') {
    const items = itemsOf(named.names, bytes, results, answers);
    return {
      object: items[0]?.object ?? '',
      count: Math.max(named.count, named.count === 0 ? results.length : 0),
      values: items[0]?.values ?? [],
      items: items.length > 1 ? items : undefined,
    };
  }
  const members = sessionOfExchange(exchange).membersOf(list);
  const fits = members.length === results.length && members.length > 1;
  return {
    object: list,
    count: Math.max(1, results.length),
    values: flat(results),
    items: fits ? itemsOf(members, bytes, results, answers) : undefined,
  };
}

function flat(results: readonly AccessResult[]): OperationValue[] {
  return results.flatMap(({ values }) => values).slice(0, OPERATION_VALUES_MAX);
}

/** The failure of one variable as a part of it. */
function refusedWith(answer: AccessResult | undefined): Pick<Items[number], 'refusal'> {
  if (answer === undefined || answer.failure < 0) return {};
  return { refusal: { code: answer.failure, name: accessErrorName(answer.failure) } };
}

/** Each variable, and behind a command its components by name. */
function itemsOf(
  names: readonly string[],
  bytes: Uint8Array,
  results: readonly AccessResult[],
  answers: readonly AccessResult[],
): Items {
  const items: Items[number][] = [];
  const count = Math.max(names.length, results.length);
  for (let i = 0; i < count && items.length < OPERATION_ITEMS_MAX; i++) {
    const object = names[i] ?? 'variable';
    const result = results[i];
    items.push({ object, count: 1, values: result?.values ?? [], ...refusedWith(answers[i]) });
    if (result === undefined) continue;
    for (const part of componentsOf(object, bytes, result.at, result.end)) {
      if (items.length >= OPERATION_ITEMS_MAX) break;
      items.push({ object: part.object, count: 1, values: part.values });
    }
  }
  return items;
}
