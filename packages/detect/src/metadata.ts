import { SEVERITIES, type Severity } from '@bulkhead/model';
import type { Place, Report } from './report.ts';
import type { Rule } from './rule.ts';
import { suggest } from './suggest.ts';
import { TECHNIQUES, WITHDRAWN_TECHNIQUES } from './techniques.ts';
import { get, type Tree, type TreeMap } from './yaml-tree.ts';

/** Sigma rules 2.1: title at most 256 characters, description at most 65,535. */
const TITLE_CHARS_MAX = 256;
const DESCRIPTION_CHARS_MAX = 65_535;
const LIST_MAX = 64;
/** An alert carries at most this many techniques. */
const TECHNIQUES_MAX = 16;

const KEYS = [
  'title id related name taxonomy status description license author references date modified',
  'logsource detection correlation fields falsepositives level tags scope generate',
]
  .join(' ')
  .split(' ');
const STATUSES = ['stable', 'test', 'experimental', 'deprecated', 'unsupported'];

/** Reads what a rule says of itself. `number` counts the documents of a file from 1. */
export function readMetadata(
  map: TreeMap,
  kind: Rule['kind'],
  number: number,
  report: Report,
): Rule {
  for (const entry of map.entries) {
    if (KEYS.includes(entry.key)) continue;
    const near = suggest(entry.key, KEYS);
    const fix = near === undefined ? 'Remove it.' : `Write \`${near}\`?`;
    report.warning(entry.at, 'key-unknown', `Sigma has no key \`${entry.key}\``, fix);
  }
  const title = readText(map, 'title', TITLE_CHARS_MAX, report);
  if (title === undefined) missing(map.at, 'title', 'Say in plain words what was seen.', report);
  const id = readText(map, 'id', 64, report);
  const tags = readItems(map, 'tags', report);
  return {
    id: id ?? `${report.file}#${number}`,
    title: title ?? '',
    description: (readText(map, 'description', DESCRIPTION_CHARS_MAX, report) ?? '').trim(),
    severity: readLevel(map, report),
    techniques: readTechniques(tags, report),
    tags: tags.map((tag) => tag.text),
    file: report.file,
    kind,
    status: readStatus(map, report),
    falsePositives: readList(map, 'falsepositives', report),
    references: readList(map, 'references', report),
    fields: readList(map, 'fields', report),
  };
}

export function missing(at: Place, key: string, fix: string, report: Report): void {
  report.error(at, 'key-missing', `\`${key}\` is missing`, fix);
}

/** The text of a key, or `undefined` where it is absent or not a text; the latter is reported. */
export function readText(
  map: TreeMap,
  key: string,
  charsMax: number,
  report: Report,
): string | undefined {
  const entry = get(map, key);
  if (entry === undefined) return undefined;
  const { value } = entry;
  if (value.kind !== 'scalar' || value.value === null || String(value.value) === '') {
    report.error(value.at, 'value-wrong', `\`${key}\` needs a text`, 'Write one.');
    return undefined;
  }
  const text = String(value.value);
  if (text.length <= charsMax) return text;
  const message = `\`${key}\` has ${text.length} characters; at most ${charsMax} are allowed`;
  report.error(value.at, 'value-wrong', message, 'Shorten it.');
  return text.slice(0, charsMax);
}

/** The texts of a list; one text stands for a list of one. */
export function readList(map: TreeMap, key: string, report: Report): string[] {
  return readItems(map, key, report).map((item) => item.text);
}

interface Item {
  readonly text: string;
  readonly at: Place;
}

function readItems(map: TreeMap, key: string, report: Report): Item[] {
  const entry = get(map, key);
  if (entry === undefined) return [];
  const items: readonly Tree[] = entry.value.kind === 'list' ? entry.value.items : [entry.value];
  if (items.length > LIST_MAX) {
    const message = `\`${key}\` has ${items.length} items; at most ${LIST_MAX} are read`;
    report.error(entry.at, 'value-wrong', message, 'Shorten it.');
  }
  const texts: Item[] = [];
  for (const item of items.slice(0, LIST_MAX)) {
    if (item.kind === 'scalar' && item.value !== null) {
      texts.push({ text: String(item.value), at: item.at });
    } else report.error(item.at, 'value-wrong', `\`${key}\` needs texts`, 'Write a list of texts.');
  }
  return texts;
}

function readLevel(map: TreeMap, report: Report): Severity {
  const text = readText(map, 'level', 32, report);
  if (text === undefined) return 'medium';
  const level = SEVERITIES.find((one) => one === text);
  if (level !== undefined) return level;
  const message = `\`${text}\` is no level; it is one of ${SEVERITIES.join(', ')}`;
  report.error(get(map, 'level')!.value.at, 'value-wrong', message, 'Choose one of them.');
  return 'medium';
}

function readStatus(map: TreeMap, report: Report): string {
  const text = readText(map, 'status', 32, report);
  if (text === undefined || STATUSES.includes(text)) return text ?? 'experimental';
  const message = `\`${text}\` is no status; it is one of ${STATUSES.join(', ')}`;
  report.error(get(map, 'status')!.value.at, 'value-wrong', message, 'Choose one of them.');
  return 'experimental';
}

/** Techniques of the tags, each held to the live ones of ATT&CK for ICS. */
function readTechniques(tags: readonly Item[], report: Report): string[] {
  const techniques: string[] = [];
  for (const { text, at } of tags) {
    const id = /^attack\.(t\d{4}(?:\.\d{3})?)$/i.exec(text)?.[1]?.toUpperCase();
    if (id === undefined) continue;
    if (TECHNIQUES.has(id)) {
      if (techniques.length < TECHNIQUES_MAX && !techniques.includes(id)) techniques.push(id);
      continue;
    }
    const message = WITHDRAWN_TECHNIQUES.has(id)
      ? `${id} was revoked or deprecated in ATT&CK for ICS`
      : `${id} is no technique of ATT&CK for ICS`;
    report.error(at, 'technique-unknown', message, 'Tag a technique that is live.');
  }
  return techniques;
}
