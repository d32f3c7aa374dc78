import { readCondition } from './condition.ts';
import type { Expression } from './expression.ts';
import { missing, readMetadata, readText } from './metadata.ts';
import type { Report } from './report.ts';
import type { OperationRule } from './rule.ts';
import { readSelection } from './selection.ts';
import { suggest } from './suggest.ts';
import { get, type Tree, type TreeMap } from './yaml-tree.ts';

/** The category of rules that hold for any protocol of plants. */
export const ANY_PROTOCOL = 'operation';
/** The same for any protocol of IT and of the network. */
export const ANY_CROSSING = 'crossing';

const FOREIGN = Symbol('another product');

/** Reads a rule over single operations; `undefined` where it cannot be used. */
export function readOperationRule(
  map: TreeMap,
  number: number,
  protocols: readonly string[],
  report: Report,
): OperationRule | undefined {
  const before = report.errors;
  const category = readLogsource(map, protocols, report);
  // Names and tags of a rule for another product would all be wrong; one finding says why.
  if (category === FOREIGN) return undefined;
  const rule = readMetadata(map, 'operation', number, report);
  const expression = readDetection(map, report);
  if (report.errors > before || category === undefined || expression === undefined) {
    return undefined;
  }
  return {
    rule,
    name: readText(map, 'name', 256, report),
    at: map.at,
    category,
    expression,
    alerts: true,
  };
}

/** The category; `FOREIGN` where the rule is for another product. */
function readLogsource(
  map: TreeMap,
  protocols: readonly string[],
  report: Report,
): string | typeof FOREIGN | undefined {
  const source = get(map, 'logsource');
  if (source === undefined) {
    missing(map.at, 'logsource', 'Write `product: ot` and a `category` under it.', report);
    return undefined;
  }
  if (source.value.kind !== 'map') {
    const fix = 'Write `product: ot` and a `category` under it.';
    report.error(source.value.at, 'logsource-unknown', '`logsource` needs keys', fix);
    return undefined;
  }
  const product = get(source.value, 'product');
  if (product === undefined || text(product.value) !== 'ot') {
    const at = product?.value.at ?? source.value.at;
    const message = 'rules over operations have `product: ot`';
    report.error(at, 'logsource-unknown', message, 'Write `product: ot`, or leave it out here.');
    return FOREIGN;
  }
  for (const { key, at } of source.value.entries) {
    if (['product', 'category', 'definition'].includes(key)) continue;
    const message = `operations are not told apart by \`${key}\``;
    report.error(at, 'logsource-unknown', message, 'Use `product: ot` and a `category`.');
  }
  const category = get(source.value, 'category');
  const known = [ANY_PROTOCOL, ANY_CROSSING, ...protocols];
  const name = category === undefined ? undefined : text(category.value);
  if (name !== undefined && known.includes(name)) return name;
  const near = name === undefined ? undefined : suggest(name, known);
  const fix = near === undefined ? `Use one of ${known.join(', ')}.` : `Write \`${near}\`?`;
  const at = category?.value.at ?? source.value.at;
  report.error(at, 'logsource-unknown', `there is no category \`${name ?? ''}\``, fix);
  return undefined;
}

function text(tree: Tree): string | undefined {
  return tree.kind === 'scalar' && typeof tree.value === 'string' ? tree.value : undefined;
}

function readDetection(map: TreeMap, report: Report): Expression | undefined {
  const detection = get(map, 'detection');
  if (detection === undefined || detection.value.kind !== 'map') {
    const at = detection?.value.at ?? map.at;
    missing(at, 'detection', 'Write selections and a `condition` under it.', report);
    return undefined;
  }
  const selections = new Map<string, Expression>();
  for (const { key, at, value } of detection.value.entries) {
    if (key === 'condition') continue;
    if (key === 'timeframe') {
      const message = '`timeframe` is not part of Sigma 2';
      report.error(at, 'key-unknown', message, 'Write a correlation document with a `timespan`.');
    } else selections.set(key, readSelection(value, report));
  }
  const condition = get(detection.value, 'condition');
  if (condition === undefined) {
    missing(detection.at, 'condition', 'Say which selections must hold.', report);
    return undefined;
  }
  const used = new Set<string>();
  const expression = readConditions(condition.value, selections, used, report);
  for (const { key, at } of detection.value.entries) {
    if (!selections.has(key) || used.has(key) || expression === undefined) continue;
    const message = `the condition never uses the selection \`${key}\``;
    report.warning(at, 'selection-unused', message, 'Use it or remove it.');
  }
  return expression;
}

/** One condition, or a list of which any may hold. */
function readConditions(
  tree: Tree,
  selections: ReadonlyMap<string, Expression>,
  used: Set<string>,
  report: Report,
): Expression | undefined {
  if (tree.kind === 'list' && tree.items.length > 0) {
    const parts = tree.items.map((item) => readConditions(item, selections, used, report));
    return parts.includes(undefined) ? undefined : { kind: 'or', parts: parts as Expression[] };
  }
  const words = text(tree);
  if (words === undefined) {
    const fix = 'Write the names of selections with and, or, not.';
    report.error(tree.at, 'condition-wrong', '`condition` needs a text', fix);
    return undefined;
  }
  const read = readCondition(words, selections, used);
  if ('kind' in read) return read;
  const { line, column } = tree.at;
  const plain = tree.kind === 'scalar' && tree.plain;
  const at = { line, column: column + read.offset + (plain ? 0 : 1) };
  report.error(at, 'condition-wrong', read.message, 'Mend the condition at this place.');
  return undefined;
}
