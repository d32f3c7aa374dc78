import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { FIELDS, type Field } from './fields.ts';
import { MODIFIERS } from './modifiers.ts';
import { CORRELATION_TYPES } from './rule.ts';

const PATH = new URL('../../../docs/reference/ot-fields.md', import.meta.url).pathname;

const HEAD = `# Fields of operations

The names that a rule with \`product: ot\` may use. This page is checked against
\`packages/detect/src/fields.ts\`; \`npm run golden\` writes it anew.

A log source is \`product: ot\` with one \`category\`: the name of a protocol such as \`modbus\` or
\`s7comm\`, or \`operation\` for every protocol of plants, or \`crossing\` for every protocol of IT
and of the network that is read for who talks to whom (\`bulkhead protocols\` lists both).

- A field that is absent matches nothing but \`null\` and \`exists: false\`. \`neq\` needs a value.
- Where a field holds several values, a selection holds when any one of them matches.
- The fields from \`client_asset\` on come from the plan and are absent without one.
- Write \`'yes'\` and \`'no'\` in quotes: older YAML reads the bare words as true and false.
- Modifiers: \`${MODIFIERS.join('`, `')}\`.
  \`i\`, \`m\` and \`s\` are flags of \`re\`. Every other modifier is refused.
- Correlations: \`${CORRELATION_TYPES.join('`, `')}\`. The window slides over the time
  of the operations, ends included; a group raises at most one match in a timespan.

| Field | Type | Meaning | Example |
|---|---|---|---|
`;

function row([name, field]: [string, Field]): string {
  const closed = field.values === undefined ? '' : ` One of ${words(field.values)}.`;
  const type = field.type === 'any' ? 'text, number or flag' : field.type;
  return `| \`${name}\` | ${type} | ${field.meaning}${closed} | \`${field.example}\` |\n`;
}

function words(values: readonly string[]): string {
  return values.map((value) => `\`${value}\``).join(', ');
}

test('the published table is the table of the code', () => {
  const want = HEAD + Object.entries(FIELDS).map(row).join('');
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(PATH, want);
  expect(readFileSync(PATH, 'utf8')).toBe(want);
});
