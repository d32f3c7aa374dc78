/** One member of an entry: its path, and its value as text. */
export interface BodyField {
  readonly name: string;
  readonly text: string;
}

/** Members told one by one; the canonical JSON below them holds all. */
const FIELDS_MAX = 80;

/**
 * The members of an entry's body in the order written, nested ones by their path. A body that is
 * about one thing, such as an alert, is told without repeating its name.
 */
export function bodyFields(body: object): readonly BodyField[] {
  const members: readonly (readonly [string, unknown])[] = Object.entries(body);
  const told = members.filter(([key]) => key !== 'kind');
  const about = told.filter(([, value]) => isObject(value));
  return told
    .flatMap(([key, value]) =>
      fieldsOf(about.length === 1 && isObject(value) ? '' : words(key), value),
    )
    .slice(0, FIELDS_MAX);
}

function fieldsOf(name: string, value: unknown): readonly BodyField[] {
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value;
    if (items.some(isObject)) return items.flatMap((item, i) => fieldsOf(`${name} ${i + 1}`, item));
    return [{ name, text: items.length === 0 ? 'none' : items.map(plain).join(', ') }];
  }
  if (!isObject(value)) return [{ name, text: plain(value) }];
  const members: readonly (readonly [string, unknown])[] = Object.entries(value);
  if (members.length === 0) return [{ name, text: 'none' }];
  return members.flatMap(([key, member]) =>
    fieldsOf(name === '' ? words(key) : `${name}, ${words(key)}`, member),
  );
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function plain(value: unknown): string {
  if (value === null || value === '') return 'none';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** `firstAt` as `first at`. */
function words(key: string): string {
  return key.replace(/([a-z])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`);
}
