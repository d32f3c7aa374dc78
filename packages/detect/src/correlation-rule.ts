import { FIELDS, isFieldName } from './fields.ts';
import { missing, readList, readMetadata, readText } from './metadata.ts';
import type { Place, Report } from './report.ts';
import { CORRELATION_TYPES, type CorrelationRule, type CountLimits } from './rule.ts';
import { suggest } from './suggest.ts';
import { get, type TreeMap } from './yaml-tree.ts';

/** The longest time that a correlation may span. */
const TIMESPAN_MAX_MS = 7 * 86_400_000;
/** The largest count that a correlation may wait for; it keeps one number for each. */
const COUNT_LIMIT_MAX = 10_000;

const LIMITS = ['gt', 'gte', 'lt', 'lte', 'eq'] as const;
const UNIT_MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const KEYS = ['type', 'rules', 'group-by', 'timespan', 'condition'];

/** A correlation, with the rules that it counts still by name. */
export interface UnlinkedCorrelation {
  readonly correlation: CorrelationRule;
  /** Where it names them. */
  readonly at: Place;
  /** Whether the counted rules raise alerts of their own. */
  readonly generate: boolean;
}

/** Reads a correlation document (Sigma correlations 2.1); `undefined` where it cannot be used. */
export function readCorrelationRule(
  map: TreeMap,
  body: TreeMap,
  number: number,
  report: Report,
): UnlinkedCorrelation | undefined {
  const before = report.errors;
  const rule = readMetadata(map, 'correlation', number, report);
  for (const { key, at } of body.entries) {
    if (KEYS.includes(key)) continue;
    const message = `\`${key}\` is not supported in a correlation`;
    report.error(at, 'correlation-unsupported', message, `Use ${KEYS.join(', ')} alone.`);
  }
  const type = readType(body, report);
  const counts = readList(body, 'rules', report);
  if (counts.length === 0) missing(body.at, 'rules', 'List rules by id or name.', report);
  const groupBy = readList(body, 'group-by', report);
  for (const name of groupBy) checkField(name, get(body, 'group-by')!.value.at, report);
  const timespanMs = readTimespan(body, report);
  const condition = readLimits(body, type === 'temporal' ? counts.length : undefined, report);
  if (type === 'value_count' && condition?.field === undefined) {
    missing(body.at, 'condition.field', 'Name the field whose values are counted.', report);
  }
  const generate = get(map, 'generate')?.value;
  if (report.errors > before || !type || !timespanMs || !condition) return undefined;
  const { limits, field } = condition;
  return {
    correlation: { rule, type, counts, groupBy, timespanMs, limits, field },
    at: get(body, 'rules')?.value.at ?? map.at,
    generate: generate?.kind === 'scalar' && generate.value === true,
  };
}

function readType(body: TreeMap, report: Report): CorrelationRule['type'] | undefined {
  const text = readText(body, 'type', 64, report);
  const type = CORRELATION_TYPES.find((one) => one === text);
  if (type !== undefined) return type;
  if (text === undefined)
    missing(body.at, 'type', `One of ${CORRELATION_TYPES.join(', ')}.`, report);
  else {
    const message = `the correlation type \`${text}\` is not supported`;
    const fix = `Use one of ${CORRELATION_TYPES.join(', ')}.`;
    report.error(get(body, 'type')!.value.at, 'correlation-unsupported', message, fix);
  }
  return undefined;
}

function checkField(name: string, at: Place, report: Report): void {
  if (isFieldName(name)) return;
  const near = suggest(name, Object.keys(FIELDS));
  const fix =
    near === undefined ? 'See docs/reference/ot-fields.md for the names.' : `Write \`${near}\`?`;
  report.error(at, 'field-unknown', `there is no field \`${name}\``, fix);
}

function readTimespan(body: TreeMap, report: Report): number | undefined {
  const text = readText(body, 'timespan', 32, report);
  if (text === undefined) {
    if (get(body, 'timespan') === undefined) {
      missing(body.at, 'timespan', 'Write a time such as `10m`.', report);
    }
    return undefined;
  }
  const { at } = get(body, 'timespan')!.value;
  const found = /^(\d{1,6})([smhd])$/.exec(text);
  const spanMs = found ? Number(found[1]) * UNIT_MS[found[2] as keyof typeof UNIT_MS] : 0;
  if (spanMs > 0 && spanMs <= TIMESPAN_MAX_MS) return spanMs;
  const message = `\`${text}\` is no time from 1s to 7d`;
  report.error(at, 'value-wrong', message, 'Write a number and one of s, m, h, d.');
  return undefined;
}

interface Condition {
  readonly limits: CountLimits;
  readonly field: string | undefined;
}

/** `temporal` without a condition waits for all of its rules. */
function readLimits(body: TreeMap, all: number | undefined, report: Report): Condition | undefined {
  const entry = get(body, 'condition');
  if (entry === undefined && all !== undefined) return { limits: { gte: all }, field: undefined };
  if (entry === undefined || entry.value.kind !== 'map') {
    missing(entry?.value.at ?? body.at, 'condition', 'Write a count such as `gte: 10`.', report);
    return undefined;
  }
  const limits: { [K in (typeof LIMITS)[number]]?: number } = {};
  let field: string | undefined;
  for (const { key, at, value } of entry.value.entries) {
    const limit = LIMITS.find((one) => one === key);
    const held = value.kind === 'scalar' ? value.value : null;
    if (limit !== undefined) {
      if (typeof held === 'number' && Number.isInteger(held) && held >= 0) limits[limit] = held;
      else report.error(value.at, 'value-wrong', `\`${key}\` needs a whole number`, 'Write one.');
      if (typeof held === 'number' && held > COUNT_LIMIT_MAX) {
        const message = `counts up to ${COUNT_LIMIT_MAX} are supported`;
        report.error(value.at, 'value-wrong', message, 'Wait for fewer.');
      }
    } else if (key === 'field' && typeof held === 'string') {
      field = held;
      checkField(held, value.at, report);
    } else {
      const message = `\`${key}\` is not supported in the condition of a correlation`;
      report.error(at, 'correlation-unsupported', message, `Use ${LIMITS.join(', ')}, field.`);
    }
  }
  if (Object.keys(limits).length === 0) {
    missing(entry.value.at, 'condition.gte', `Use one of ${LIMITS.join(', ')}.`, report);
  }
  return { limits, field };
}
