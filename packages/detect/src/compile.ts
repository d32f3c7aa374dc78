import { CROSSING_PROTOCOLS, type Finding, OT_PROTOCOLS, type PlanText } from '@bulkhead/model';
import { readCorrelationRule, type UnlinkedCorrelation } from './correlation-rule.ts';
import { readOperationRule } from './operation-rule.ts';
import { Report } from './report.ts';
import type { CorrelationRule, OperationRule, Rule } from './rule.ts';
import { RuleSet } from './rule-set.ts';
import { get, readTrees, type Tree } from './yaml-tree.ts';

/** Rule files read at once. */
export const RULE_FILES_MAX = 10_000;

/** Categories that a rule may name beside `operation` and `crossing`: single protocols. */
export const PROTOCOLS: readonly string[] = [...OT_PROTOCOLS, ...CROSSING_PROTOCOLS];

export interface Compiled {
  /** Every rule without an error; a broken one leaves the others in force. */
  readonly rules: RuleSet;
  /** In the order of files, then of lines. */
  readonly findings: readonly Finding[];
}

interface Draft {
  readonly operation: OperationRule[];
  readonly correlations: { readonly unlinked: UnlinkedCorrelation; readonly report: Report }[];
}

/**
 * Compiles rule files. Every error of every file is gathered with its place; nothing is thrown and
 * nothing that is not understood is ignored. `protocols` are the categories that rules may name.
 */
export function compileRules(
  files: readonly PlanText[],
  protocols: readonly string[] = PROTOCOLS,
): Compiled {
  const draft: Draft = { operation: [], correlations: [] };
  const taken = new Map<string, string>();
  const reports: Report[] = [];
  for (const { file, text } of files.slice(0, RULE_FILES_MAX)) {
    const report = new Report(file);
    reports.push(report);
    for (const [i, tree] of readTrees(text, report).entries()) {
      readDocument(tree, i + 1, protocols, taken, draft, report);
    }
  }
  if (files.length > RULE_FILES_MAX) {
    const report = new Report(files[RULE_FILES_MAX]!.file);
    const message = `${files.length} rule files; at most ${RULE_FILES_MAX} are read`;
    report.error({ line: 1, column: 1 }, 'rule-too-large', message, 'Join or remove some.');
    reports.push(report);
  }
  const rules = link(draft);
  return { rules, findings: reports.flatMap((report) => report.findings.toSorted(byPlace)) };
}

function byPlace(a: Finding, b: Finding): number {
  return a.line - b.line || a.column - b.column;
}

/** Reads one document, which is a rule over operations or a correlation. */
function readDocument(
  tree: Tree,
  number: number,
  protocols: readonly string[],
  taken: Map<string, string>,
  draft: Draft,
  report: Report,
): void {
  if (tree.kind !== 'map') {
    report.error(tree.at, 'rule-shape', 'a rule is a map of keys', 'Write `title: …` and so on.');
    return;
  }
  const correlation = get(tree, 'correlation');
  const filter = get(tree, 'filter') ?? get(tree, 'action');
  if (filter !== undefined) {
    const message = `documents with \`${filter.key}\` are not supported`;
    report.error(filter.at, 'rule-shape', message, 'Write the condition into the rule itself.');
    return;
  }
  if (correlation?.value.kind === 'map') {
    const read = readCorrelationRule(tree, correlation.value, number, report);
    if (read === undefined || !isNew(read.correlation.rule, undefined, tree, taken, report)) return;
    draft.correlations.push({ unlinked: read, report });
    return;
  }
  if (correlation !== undefined) {
    report.error(correlation.at, 'rule-shape', '`correlation` needs keys', 'See Sigma 2.1.');
    return;
  }
  const read = readOperationRule(tree, number, protocols, report);
  if (read !== undefined && isNew(read.rule, read.name, tree, taken, report)) {
    draft.operation.push(read);
  }
}

/** Ids and names share one space, because correlations refer to rules by either. */
function isNew(
  rule: Rule,
  name: string | undefined,
  tree: Tree,
  taken: Map<string, string>,
  report: Report,
): boolean {
  let ok = true;
  for (const one of name === undefined || name === rule.id ? [rule.id] : [rule.id, name]) {
    const where = taken.get(one);
    if (where === undefined) taken.set(one, report.file);
    else {
      const entry = tree.kind === 'map' ? get(tree, one === name ? 'name' : 'id') : undefined;
      const message = `\`${one}\` is already the id or name of a rule in ${where}`;
      report.error(entry?.value.at ?? tree.at, 'id-duplicate', message, 'Give it its own.');
      ok = false;
    }
  }
  return ok;
}

/** Turns names into ids, and silences rules that only feed correlations. */
function link(draft: Draft): RuleSet {
  const byName = new Map<string, OperationRule>();
  for (const one of draft.operation) {
    byName.set(one.rule.id, one);
    if (one.name !== undefined) byName.set(one.name, one);
  }
  const silent = new Set<string>();
  const loud = new Set<string>();
  const correlations: CorrelationRule[] = [];
  for (const { unlinked, report } of draft.correlations) {
    const { correlation, at, generate } = unlinked;
    const found = correlation.counts.map((name) => byName.get(name));
    const lost = correlation.counts.filter((_, i) => found[i] === undefined);
    for (const name of lost) {
      const message = `no usable rule over operations has the id or name \`${name}\``;
      report.error(at, 'rule-unknown', message, 'Mend that rule, or name another.');
    }
    if (lost.length > 0) continue;
    const counts = found.map((one) => one!.rule.id);
    for (const id of counts) (generate ? loud : silent).add(id);
    correlations.push({ ...correlation, counts });
  }
  const operation = draft.operation.map((one) => ({
    ...one,
    alerts: !silent.has(one.rule.id) || loud.has(one.rule.id),
  }));
  const rules = [
    ...operation.filter((one) => one.alerts).map((one) => one.rule),
    ...correlations.map((one) => one.rule),
  ];
  return new RuleSet(operation, correlations, rules);
}
