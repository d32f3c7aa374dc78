import { type Operation, OPERATION_ITEMS_MAX, type OperationValue } from '@bulkhead/model';
import type { AccessResult } from './data.ts';

type Items = NonNullable<Operation['items']>;

/** Tags of Data, ISO 9506-2 §14.4.2. */
const BITS = 0x84;
const TEXT = 0x8a;

/** Bits of OptFlds, IEC 61850-8-1 §17.1, that the order of a report does not tell by itself. */
const REASON_BIT = 3;
const REFERENCE_BIT = 5;
const OPTIONAL_BITS = 10;
/**
 * What stands between OptFlds and the inclusion of members, in its order: the bit that says so, the
 * name, and the tags that it may have.
 */
const FIELDS: readonly (readonly [number, string, ...number[]])[] = [
  [1, 'SqNum', 0x86, 0x85],
  [2, 'TimeOfEntry', 0x8c],
  [4, 'DatSet', TEXT],
  [6, 'BufOvfl', 0x83],
  [7, 'EntryID', 0x89],
  [8, 'ConfRev', 0x86, 0x85],
  [9, 'SubSqNum', 0x86, 0x85],
  [9, 'MoreSegmentsFollow', 0x83],
];
/** Bits of a reason for inclusion, IEC 61850-8-1 §17.1. */
const REASONS = [
  '',
  'data_change',
  'quality_change',
  'data_update',
  'integrity',
  'general_interrogation',
  'application_trigger',
];

/** Reasons told of one report. */
const CAUSES_MAX = 3;

interface Report {
  /** Members included. */
  readonly count: number;
  readonly items: Items;
  readonly cause: string | undefined;
}

/**
 * A report of IEC 61850, from what its list `RPT` carries: the members of the data set that it
 * includes, then its own fields. `set` is its data set where it does not name it. Null where the
 * parts are not those that OptFlds announces.
 */
export function reportItems(
  results: readonly AccessResult[],
  set: string,
  membersOf: (list: string) => readonly string[],
): Report | null {
  const options = String(results[1]?.values[0] ?? '');
  if (results[0]?.lead !== TEXT || results[1]?.lead !== BITS) return null;
  if (options.length < OPTIONAL_BITS) return null;
  const fields = [field('RptID', results[0].values)];
  let next = 2;
  for (const [bit, name, ...leads] of FIELDS) {
    if (options[bit] !== '1') continue;
    const one = results[next++];
    if (one === undefined || !leads.includes(one.lead)) return null;
    fields.push(field(name, one.values));
    if (name === 'DatSet') set = String(one.values[0] ?? '');
  }
  const inclusion = results[next++];
  if (inclusion?.lead !== BITS) return null;
  const included = bitsSet(inclusion);
  const references = options[REFERENCE_BIT] === '1' ? included.length : 0;
  const values = next + references;
  const reasons = values + included.length;
  const names = membersOf(set);
  const items = included.slice(0, OPERATION_ITEMS_MAX - fields.length).map((member, i) => {
    const told = references > 0 ? String(results[next + i]?.values[0] ?? '') : names[member];
    return field(told ?? `${set || 'member'}[${member}]`, results[values + i]?.values ?? []);
  });
  const told = options[REASON_BIT] === '1' ? results.slice(reasons, reasons + included.length) : [];
  return { count: included.length, items: [...items, ...fields], cause: causeOf(told) };
}

function field(object: string, values: readonly OperationValue[]): Items[number] {
  return { object, count: 1, values };
}

/** Why members are included, each reason once: `data_change`, `data_change+integrity`. */
function causeOf(reasons: readonly AccessResult[]): string | undefined {
  const bits = new Set(reasons.flatMap((reason) => bitsSet(reason)));
  const names = [...bits].slice(0, CAUSES_MAX).map((bit) => REASONS[bit] ?? `reason_${bit}`);
  return names.length === 0 ? undefined : names.join('+');
}

/** Numbers of the bits that a bit string has set. */
function bitsSet(result: AccessResult): number[] {
  const text = String(result.values[0] ?? '');
  const out: number[] = [];
  for (let at = text.indexOf('1'); at >= 0; at = text.indexOf('1', at + 1)) out.push(at);
  return out;
}
