import type { AlertView, IncidentView } from '@bulkhead/model';
import type { Column, Span, Words } from '../document.ts';
import { INLINE_ITEMS_MAX } from '../limits.ts';
import { tellTimeIn } from '../times.ts';

/** What every section of one incident report is written from. */
export interface Writing {
  readonly view: IncidentView;
  /** The zone that plant times are told in. */
  readonly zone: string;
  readonly at: (iso: string) => Span;
  /** The name that the plan gives a role or a person; the id where the view knows no name. */
  readonly nameOf: (id: string) => Span;
}

export function writingOf(view: IncidentView): Writing {
  const { zone, tell } = tellTimeIn(view.plan.timeZone);
  const names = new Map<string, string>(view.people.map((person) => [person.id, person.name]));
  for (const need of view.approvals.flatMap((approval) => approval.needs)) {
    names.set(need.role, need.roleName);
  }
  return {
    view,
    zone,
    at: (iso) => ({ instant: tell(iso) }),
    nameOf: (id) => ({ data: names.get(id) ?? id }),
  };
}

export function cites(sequences: readonly number[]): Span {
  return { cites: sequences };
}

export function columns(...parts: readonly (readonly [string, number])[]): Column[] {
  return parts.map(([title, width]) => ({ title, width }));
}

/** `1 alert`, `3 alerts`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}

/** The items with `between` between them, at most the limit, and how many more there are. */
export function listed(items: readonly Span[], between = ', '): Span[] {
  const shown = items.slice(0, INLINE_ITEMS_MAX);
  const out = shown.flatMap((item, i) => (i === 0 ? [item] : [between, item]));
  return items.length > shown.length ? [...out, ` and ${items.length - shown.length} more`] : out;
}

/** `plc-dosing (10.20.11.10)`, or the address alone where the plan knows no name. */
export function party(name: string, address: string): Words {
  if (name === '' || name === address) return [{ code: address }];
  return [{ data: name }, ' (', { code: address }, ')'];
}

/** An alert's two ends: who asked whom. */
export function parties(view: AlertView): { client: Words; server: Words } {
  return {
    client: party(view.clientName, view.alert.client),
    server: party(view.serverName, view.alert.server),
  };
}

/** Every entry that an alert rests on, by the alert's id. */
export function citesOfAll(items: readonly { readonly cites: readonly number[] }[]): number[] {
  return [...new Set(items.flatMap((item) => item.cites))];
}
