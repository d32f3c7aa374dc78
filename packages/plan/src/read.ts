import type { Finding } from '@bulkhead/model';
import { Draft, PlanHead } from './draft.ts';
import { schemaFindings, unknownKey } from './issues.ts';
import { FILE_CHARACTERS_MAX, FILES_MAX, PLAN_CHARACTERS_MAX } from './limits.ts';
import {
  type ListName,
  LISTS,
  type Section,
  sectionOf,
  SECTIONS,
  TEXT_FOLDERS,
} from './sections.ts';
import { didYouMean } from './suggest.ts';
import { readYaml, type YamlText } from './yaml-text.ts';

/** Items of one list in one file. */
const ITEMS_MAX = 5_000;

/** Reads every file of a plan on its own: YAML, then the shape of each item. Never throws. */
export function readFiles(files: ReadonlyMap<string, string>): {
  readonly draft: Draft;
  readonly findings: Finding[];
} {
  const draft = new Draft();
  const findings: Finding[] = [];
  const tooLarge = overLimit(files);
  if (tooLarge) return { draft, findings: [tooLarge] };
  for (const [file, text] of [...files].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    findings.push(...readFile(draft, file, text));
  }
  findings.push(...missingFiles(files));
  return { draft, findings };
}

function top(
  code: string,
  severity: Finding['severity'],
  file: string,
  message: string,
  fix: string,
): Finding {
  return { code, severity, file, line: 1, column: 1, message, fix };
}

function overLimit(files: ReadonlyMap<string, string>): Finding | undefined {
  const fix = 'Keep captures, manuals and pictures outside the plan folder.';
  if (files.size > FILES_MAX) {
    const message = `The plan has ${files.size} files; ${FILES_MAX} is the most.`;
    return top('too-many-files', 'error', 'plan.yaml', message, fix);
  }
  let characters = 0;
  for (const text of files.values()) characters += text.length;
  if (characters <= PLAN_CHARACTERS_MAX) return undefined;
  const message = `The plan has ${characters} characters; ${PLAN_CHARACTERS_MAX} is the most.`;
  return top('plan-too-large', 'error', 'plan.yaml', message, fix);
}

function readFile(draft: Draft, file: string, text: string): Finding[] {
  const section = sectionOf(file);
  const folder = TEXT_FOLDERS.find(
    ({ where, endings }) =>
      file.startsWith(where) && endings.some((ending) => file.endsWith(ending)),
  );
  if (!section && !folder && file !== 'plan.yaml') return unknownFile(file);
  if (text.length > FILE_CHARACTERS_MAX) {
    const message = `The file has ${text.length} characters; ${FILE_CHARACTERS_MAX} is the most.`;
    return [top('file-too-large', 'error', file, message, 'Split it into several files.')];
  }
  if (folder) {
    draft[folder.list].push({ file, text });
    return [];
  }
  const yaml = readYaml(file, text);
  if (!('place' in yaml)) return [...yaml];
  return section ? readSection(draft, yaml, section) : readHead(draft, yaml);
}

function unknownFile(file: string): Finding[] {
  const name = file.slice(file.lastIndexOf('/') + 1);
  if (/\.(md|golden|txt)$/i.test(name) || name.startsWith('.')) return [];
  const wanted = file.includes('/') ? file.slice(0, file.indexOf('/') + 1) : file;
  const known = ['plan.yaml', ...SECTIONS.map(({ where }) => where)];
  const message = `The plan does not use this file.${didYouMean(
    wanted,
    known.filter((name) => name !== wanted),
  )}`;
  const fix = `A plan is made of: ${[...known, 'playbooks/*.json', 'detection/*.yml'].join(', ')}.`;
  return [top('unknown-file', 'warning', file, message, fix)];
}

function readHead(draft: Draft, yaml: YamlText): Finding[] {
  const result = PlanHead.safeParse(yaml.value);
  if (!result.success) return schemaFindings(yaml, [], PlanHead, result.error.issues);
  draft.head = result.data;
  draft.remember(result.data, yaml, []);
  return [];
}

function readSection(draft: Draft, yaml: YamlText, section: Section): Finding[] {
  const { value } = yaml;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const message = `The file must hold the key ${section.lists.join(' and ')}.`;
    const fix = `Begin with "${section.lists[0]}:" and write the items below it.`;
    return [{ code: 'wrong-value', severity: 'error', ...yaml.place([]), message, fix }];
  }
  const findings: Finding[] = [];
  for (const [key, items] of Object.entries(value)) {
    const list = section.lists.find((name) => name === key);
    if (list) findings.push(...readList(draft, yaml, list, items));
    else findings.push(unknownKey(yaml, [], key, section.lists));
  }
  return findings;
}

function readList(draft: Draft, yaml: YamlText, list: ListName, items: unknown): Finding[] {
  if (!Array.isArray(items) || items.length > ITEMS_MAX) {
    const message = `"${list}" must be a list of at most ${ITEMS_MAX} items.`;
    const fix = 'Write each item on its own, beginning with "- ".';
    return [{ code: 'wrong-value', severity: 'error', ...yaml.place([list]), message, fix }];
  }
  const findings: Finding[] = [];
  const schema = LISTS[list];
  for (const [i, item] of items.entries()) {
    const result = schema.safeParse(item);
    if (result.success) {
      (draft.lists[list] as object[]).push(result.data);
      draft.remember(result.data, yaml, [list, i]);
    } else {
      findings.push(...schemaFindings(yaml, [list, i], schema, result.error.issues));
    }
  }
  return findings;
}

function missingFiles(files: ReadonlyMap<string, string>): Finding[] {
  const names = [...files.keys()];
  const findings: Finding[] = [];
  if (!files.has('plan.yaml')) {
    const fix = 'Write it with name, version and timeZone.';
    const message = 'There is no plan.yaml, so this is not a plan folder.';
    findings.push(top('missing-file', 'error', 'plan.yaml', message, fix));
  }
  for (const section of SECTIONS) {
    if (names.some((file) => sectionOf(file) === section)) continue;
    const { where, without } = section;
    const file = where.endsWith('/') ? `${where}${section.lists[0]}.yaml` : where;
    const fix = `Write ${file} with "${section.lists[0]}:".`;
    const message = `There is no ${where}${without ? `, so ${without}` : ''}.`;
    findings.push(top('missing-file', without ? 'warning' : 'error', file, message, fix));
  }
  return findings;
}
