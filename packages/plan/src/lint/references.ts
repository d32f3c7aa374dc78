import type { Draft, Item } from '../draft.ts';
import type { ListName } from '../sections.ts';
import { didYouMean } from '../suggest.ts';
import { defineRule, type Hit } from './rule.ts';

/** One reference: the id that is named, where inside its item, and what kind of thing it names. */
type Reference = readonly [id: string | undefined, to: ListName, ...path: readonly PropertyKey[]];

/** The references of something that leads from one thing to another. */
function ends(
  { from, to }: { readonly from: string; readonly to: string },
  list: ListName,
  ...path: readonly PropertyKey[]
): Reference[] {
  return Object.entries({ from, to }).map(([end, id]) => [id, list, ...path, end]);
}

/** Every reference that an item of each list makes. */
const REFERENCES: { readonly [L in ListName]?: (item: Item<L>) => readonly Reference[] } = {
  assets: (asset) => [
    [asset.zone, 'zones', 'zone'],
    [asset.owner, 'people', 'owner'],
    ...asset.writes.map((id, i): Reference => [id, 'assets', 'writes', i]),
  ],
  conduits: (conduit) => [
    ...ends(conduit, 'zones'),
    [conduit.cutAt?.asset, 'assets', 'cutAt', 'asset'],
    ...conduit.preserve.flatMap((flow, i) => ends(flow, 'assets', 'preserve', i)),
  ],
  functions: (each) => [
    ...each.assets.map((id, i): Reference => [id, 'assets', 'assets', i]),
    ...each.dependsOn.map((id, i): Reference => [id, 'functions', 'dependsOn', i]),
  ],
  people: (person) => person.roles.map((id, i): Reference => [id, 'roles', 'roles', i]),
  rotas: (rota) => [
    [rota.role, 'roles', 'role'],
    ...rota.shifts.flatMap((shift, i) =>
      shift.people.map((id, j): Reference => [id, 'people', 'shifts', i, 'people', j]),
    ),
  ],
  escalations: (escalation) =>
    escalation.steps.map(({ role }, i): Reference => [role, 'roles', 'steps', i, 'role']),
  gates: (gate) => [
    [gate.escalation, 'escalations', 'escalation'],
    ...gate.facts.map(({ role }, i): Reference => [role, 'roles', 'facts', i, 'role']),
    ...gate.quorum.map(({ role }, i): Reference => [role, 'roles', 'quorum', i, 'role']),
  ],
  regimes: (regime) => [[regime.drafter, 'roles', 'drafter']],
};

const SINGULAR: { readonly [L in ListName]: string } = {
  assets: 'asset',
  zones: 'zone',
  conduits: 'conduit',
  functions: 'function',
  people: 'person',
  roles: 'role',
  rotas: 'rota',
  escalations: 'escalation',
  gates: 'gate',
  regimes: 'regime',
  templates: 'template',
  drills: 'drill',
};

function idsOf(draft: Draft, list: ListName): Set<string> {
  return new Set(draft.lists[list].map((item) => ('id' in item ? item.id : item.regime)));
}

/** Every id that is named exists. A function may depend on a function or on an asset. */
export const danglingReference = defineRule({
  code: 'dangling-reference',
  title: 'Every id that is named exists',
  severity: 'error',
  part: 'assets',
  points: 20,
  *check(draft): Iterable<Hit> {
    const known = new Map<ListName, Set<string>>();
    for (const list of Object.keys(SINGULAR) as ListName[]) known.set(list, idsOf(draft, list));
    const assets = known.get('assets')!;
    for (const list of Object.keys(REFERENCES) as ListName[]) {
      for (const item of draft.lists[list]) {
        const references = (REFERENCES[list] as (item: object) => readonly Reference[])(item);
        for (const [id, to, ...path] of references) {
          if (id === undefined || known.get(to)!.has(id)) continue;
          if (to === 'functions' && assets.has(id)) continue;
          const names = [...known.get(to)!, ...(to === 'functions' ? assets : [])];
          yield {
            at: draft.place(item, ...path),
            message: `There is no ${SINGULAR[to]} "${id}".${didYouMean(id, names)}`,
            fix: `Add the ${SINGULAR[to]} "${id}", or name one that the plan has.`,
          };
        }
      }
    }
  },
});

/** An id names one thing. */
export const duplicateId = defineRule({
  code: 'duplicate-id',
  title: 'An id names one thing',
  severity: 'error',
  part: 'assets',
  points: 20,
  *check(draft): Iterable<Hit> {
    for (const list of Object.keys(SINGULAR) as ListName[]) {
      const key = list === 'regimes' ? 'regime' : 'id';
      const seen = new Map<string, object>();
      for (const item of draft.lists[list]) {
        const id = 'id' in item ? item.id : item.regime;
        const first = seen.get(id);
        if (first === undefined) {
          seen.set(id, item);
          continue;
        }
        const { file, line } = draft.place(first, key);
        yield {
          at: draft.place(item, key),
          message: `The ${SINGULAR[list]} "${id}" is already written at ${file}:${line}.`,
          fix: 'Give one of the two another id, or delete it.',
        };
      }
    }
  },
});

/** A person holds each role once; the same id twice in a list is a slip of the pen. */
export const repeatedReference = defineRule({
  code: 'repeated-reference',
  title: 'A list names each id once',
  severity: 'warning',
  part: 'assets',
  points: 1,
  *check(draft): Iterable<Hit> {
    for (const list of Object.keys(REFERENCES) as ListName[]) {
      for (const item of draft.lists[list]) {
        const references = (REFERENCES[list] as (item: object) => readonly Reference[])(item);
        const seen = new Set<string>();
        for (const [id, to, ...path] of references) {
          if (typeof path.at(-1) !== 'number') continue;
          const word = `${path.slice(0, -1).map(String).join('.')} ${to} ${id}`;
          if (seen.has(word)) {
            const message = `The ${SINGULAR[to]} "${id}" is named twice in one list.`;
            yield { at: draft.place(item, ...path), message, fix: 'Delete the second one.' };
          }
          seen.add(word);
        }
      }
    }
  },
});
