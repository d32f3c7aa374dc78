import type { PlanText } from '@bulkhead/model';
import { z } from 'zod';
import { type ListName, LISTS } from './sections.ts';
import type { Place, YamlText } from './yaml-text.ts';

const Id = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'lower case letters, digits and dashes');
const Line = z.string().min(1).max(200);

/** `plan.yaml`. */
export const PlanHead = z.strictObject({
  name: Line,
  version: Line,
  timeZone: Line,
  languages: z.array(Line).min(1).max(16).default(['en']).readonly(),
  sites: z
    .array(z.strictObject({ id: Id, name: Line }).readonly())
    .max(64)
    .default([])
    .readonly(),
});
export type PlanHead = z.infer<typeof PlanHead>;

export type Item<L extends ListName> = z.infer<(typeof LISTS)[L]>;
export type Lists = { readonly [L in ListName]: Item<L>[] };

/** A plan as read, before anyone asked whether its parts fit: items, and where they are written. */
export class Draft {
  head: PlanHead | undefined;
  readonly lists: Lists = {
    assets: [],
    zones: [],
    conduits: [],
    functions: [],
    people: [],
    roles: [],
    rotas: [],
    escalations: [],
    gates: [],
    regimes: [],
    templates: [],
    drills: [],
  };
  readonly playbooks: PlanText[] = [];
  readonly rules: PlanText[] = [];
  readonly #written = new WeakMap<object, { text: YamlText; path: readonly PropertyKey[] }>();

  remember(item: object, text: YamlText, path: readonly PropertyKey[]): void {
    this.#written.set(item, { text, path });
  }

  /** Where an item, or a value inside it, is written. */
  place(item: object, ...path: readonly PropertyKey[]): Place {
    const written = this.#written.get(item);
    if (!written) return { file: 'plan.yaml', line: 1, column: 1 };
    return written.text.place([...written.path, ...path]);
  }
}
