import { type Expression, NEVER } from './expression.ts';
import { placeOf } from './facts.ts';
import { FIELDS, fieldOf, isFieldName, type Field, type FieldName, type Test } from './fields.ts';
import { equals, MATCHERS, MODIFIERS, REFUSED_MODIFIERS, REGEX_FLAGS } from './modifiers.ts';
import { textOf } from './pattern.ts';
import type { Place, Report } from './report.ts';
import { suggest } from './suggest.ts';
import type { Scalar, Tree, TreeEntry, TreeMap } from './yaml-tree.ts';

/** Reads a selection: a map is AND, a list of maps is OR (Sigma rules 2.1, "Search-Identifier"). */
export function readSelection(tree: Tree, report: Report): Expression {
  if (tree.kind === 'map') return readMap(tree, report);
  if (tree.kind === 'scalar') return keyword(tree.at, report);
  if (tree.items.length === 0) {
    report.error(tree.at, 'selection-empty', 'the selection is empty', 'Name a field and a value.');
  }
  const parts = tree.items.map((item) =>
    item.kind === 'map' ? readMap(item, report) : keyword(item.at, report),
  );
  return { kind: 'or', parts };
}

function keyword(at: Place, report: Report): Expression {
  const message = 'a keyword without a field; an operation has no text to search';
  report.error(at, 'keyword-unsupported', message, 'Name the field that holds the value.');
  return NEVER;
}

function readMap(map: TreeMap, report: Report): Expression {
  if (map.entries.length === 0) {
    report.error(map.at, 'selection-empty', 'the selection is empty', 'Name a field and a value.');
  }
  return { kind: 'and', parts: map.entries.map((entry) => readEntry(entry, report)) };
}

interface Key {
  readonly name: FieldName;
  readonly field: Field;
  readonly matcher: string | undefined;
  readonly has: ReadonlySet<string>;
}

/** One `field|modifier: value`. */
function readEntry(entry: TreeEntry, report: Report): Expression {
  const key = readKey(entry, report);
  if (key === undefined) return NEVER;
  if (key.has.has('exists')) return readExists(key, entry, report);
  if (entry.value.kind === 'map') {
    const message = `\`${key.name}\` holds a map; a value or a list of values is needed`;
    report.error(entry.value.at, 'value-wrong', message, 'Write the values as a list.');
    return NEVER;
  }
  const items = entry.value.kind === 'list' ? entry.value.items : [entry.value];
  if (items.length === 0) {
    report.error(entry.value.at, 'value-wrong', `\`${key.name}\` has no value`, 'Write one.');
  }
  if (key.has.has('all') && items.length < 2) {
    const message = '`all` needs a list of several values (Sigma modifiers 2.1)';
    report.error(entry.at, 'modifier-wrong', message, 'Remove `all`, or list more values.');
  }
  if (isNull(entry.value) && key.matcher === undefined) return absent(key, report, entry.at);
  const parts: Expression[] = [];
  for (const item of items) parts.push(readValue(key, item, report));
  const joined: Expression = { kind: key.has.has('all') ? 'and' : 'or', parts };
  if (key.has.has('neq')) {
    return { kind: 'and', parts: [present(key.name), { kind: 'not', part: joined }] };
  }
  return joined;
}

function isNull(tree: Tree): boolean {
  return tree.kind === 'scalar' && tree.value === null;
}

/** Splits `field|a|b` and refuses what is not known, at its own column. */
function readKey(entry: TreeEntry, report: Report): Key | undefined {
  const [name = '', ...modifiers] = entry.key.split('|');
  let column = entry.at.column + name.length + 1;
  let matcher: string | undefined;
  let ok = true;
  const refuse = (at: number, message: string, fix: string) => {
    report.error({ line: entry.at.line, column: at }, 'modifier-unsupported', message, fix);
    ok = false;
  };
  for (const modifier of modifiers) {
    if (REFUSED_MODIFIERS.has(modifier)) {
      refuse(column, `the modifier \`${modifier}\` is not supported`, 'Write the rule without it.');
    } else if (!MODIFIERS.includes(modifier)) {
      const near = suggest(modifier, MODIFIERS);
      const fix = near === undefined ? `Use one of ${MODIFIERS.join(', ')}.` : `Write \`${near}\`?`;
      refuse(column, `there is no modifier \`${modifier}\``, fix);
    } else if (Object.hasOwn(MATCHERS, modifier)) {
      if (matcher !== undefined) {
        const message = `\`${modifier}\` cannot follow \`${matcher}\``;
        refuse(column, message, 'Keep one of the two, or write two fields.');
      }
      matcher = modifier;
    }
    column += modifier.length + 1;
  }
  const has = new Set(modifiers);
  const clash = clashOf(has, matcher);
  if (ok && clash !== undefined) refuse(entry.at.column, clash, 'Keep one of the two.');
  if (!isFieldName(name)) {
    const near = suggest(name, Object.keys(FIELDS));
    const fix =
      near === undefined ? 'See docs/reference/ot-fields.md for the names.' : `Write \`${near}\`?`;
    report.error(entry.at, 'field-unknown', `there is no field \`${name}\``, fix);
    return undefined;
  }
  return ok ? { name, field: fieldOf(name), matcher, has } : undefined;
}

function clashOf(has: ReadonlySet<string>, matcher: string | undefined): string | undefined {
  const flag = REGEX_FLAGS.find((one) => has.has(one));
  if (flag !== undefined && matcher !== 're') return `\`${flag}\` belongs to \`re\` alone`;
  if (has.has('exists') && has.size > 1) return '`exists` takes no other modifier';
  if (has.has('fieldref') && (matcher !== undefined || has.has('all'))) {
    return '`fieldref` takes only `neq` and `cased`';
  }
  const textual = ['contains', 'startswith', 'endswith', undefined].includes(matcher);
  if (has.has('cased') && !textual) return `\`cased\` does nothing with \`${matcher}\``;
  return undefined;
}

function readExists(key: Key, entry: TreeEntry, report: Report): Expression {
  const { value } = entry;
  if (value.kind === 'scalar' && typeof value.value === 'boolean') {
    const part = present(key.name);
    return value.value ? part : { kind: 'not', part };
  }
  report.error(value.at, 'value-wrong', '`exists` needs `true` or `false`', 'Write one of them.');
  return NEVER;
}

function absent(key: Key, report: Report, at: Place): Expression {
  if (key.has.size > 0) {
    report.error(at, 'modifier-wrong', '`null` takes no modifier', 'Use `exists: true`.');
  }
  return { kind: 'not', part: present(key.name) };
}

function present(name: FieldName): Expression {
  return some(name, () => true);
}

/** Holds where any value of the field passes. */
function some(name: FieldName, test: Test): Expression {
  const place = placeOf(name);
  return { kind: 'test', fields: [name], test: (facts) => facts.some(place, test) };
}

function readValue(key: Key, item: Tree, report: Report): Expression {
  if (item.kind !== 'scalar') {
    const message = `\`${key.name}\` holds a list or map where a value is needed`;
    report.error(item.at, 'value-wrong', message, 'Write one value.');
    return NEVER;
  }
  if (key.has.has('fieldref')) return readReference(key, item.value, item.at, report);
  const matcher = key.matcher === undefined ? equals : MATCHERS[key.matcher]!;
  const flags = REGEX_FLAGS.filter((flag) => key.has.has(flag)).join('');
  const made = matcher(item.value, key.field, { cased: key.has.has('cased'), flags });
  if ('wrong' in made) {
    report.error(item.at, 'value-wrong', `\`${key.name}\`: ${made.wrong}`, 'Mend the value.');
    return NEVER;
  }
  return some(key.name, made.test);
}

function readReference(key: Key, value: Scalar, at: Place, report: Report): Expression {
  if (typeof value !== 'string' || !isFieldName(value)) {
    const near = suggest(String(value), Object.keys(FIELDS));
    const fix = near === undefined ? 'Name a field.' : `Write \`${near}\`?`;
    report.error(at, 'field-unknown', `there is no field \`${String(value)}\``, fix);
    return NEVER;
  }
  const [mine, theirs] = [placeOf(key.name), placeOf(value)];
  const cased = key.has.has('cased');
  const fold = (text: string) => (cased ? text : text.toLowerCase());
  return {
    kind: 'test',
    fields: [key.name, value],
    test: (facts) =>
      facts.some(mine, (a) => facts.some(theirs, (b) => fold(textOf(a)) === fold(textOf(b)))),
  };
}
