import { describe, expect, test } from 'vitest';
import { STATUS } from './failure.ts';
import { failuresOf, openApi } from './openapi.ts';
import { routes } from './routes.gen.ts';

type Node = Readonly<Record<string, unknown>>;

const document = openApi(routes, 'bulkhead') as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Node>>>>;
  readonly components: { readonly schemas: Node };
};

/** Every `$ref` anywhere in a value. */
function refsIn(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) =>
    name === '$ref' ? [String(member)] : refsIn(member),
  );
}

describe('the document of the interface', () => {
  test('has each route once, with every status that it may answer with', () => {
    const found = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.entries(operations).map(
        ([method, { responses }]) =>
          `${method.toUpperCase()} ${path} ${Object.keys(responses as Node).join(' ')}`,
      ),
    );
    const wanted = routes.map((route) => {
      const statuses = new Set([200, ...failuresOf(route).map((code) => STATUS[code])]);
      const path = route.path.replace(/:(\w+)/g, '{$1}');
      return `${route.method} ${path} ${[...statuses].toSorted((a, b) => a - b).join(' ')}`;
    });
    expect(found.toSorted()).toEqual(wanted.toSorted());
  });

  test('refers to nothing that it does not hold', () => {
    const held = Object.keys(document.components.schemas).map(
      (name) => `#/components/schemas/${name}`,
    );
    expect(held).toContain('#/components/schemas/IncidentView');
    expect(refsIn(document).filter((ref) => !held.includes(ref))).toEqual([]);
  });

  test('names each parameter of a path', () => {
    for (const [path, operations] of Object.entries(document.paths)) {
      const wanted = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      for (const { parameters } of Object.values(operations)) {
        const inPath = (parameters as readonly Node[]).filter((item) => item['in'] === 'path');
        expect(inPath.map((item) => item['name'])).toEqual(wanted);
      }
    }
  });
});
