import type { SituationView } from '@bulkhead/model';
import { client, downloadPath, type SignedIn } from '../../client.ts';
import { refresh } from '../../queries.ts';
import { say } from '../../ui/toast.tsx';
import { keyToSegment } from '../approval/address.ts';
import { actAs } from '../session/demo-banner.tsx';
import { toggleTheme } from '../shell/theme.ts';

/** One thing that can be found or done. */
export interface PaletteItem {
  readonly id: string;
  readonly kind: 'page' | 'incident' | 'decision' | 'asset' | 'do';
  readonly title: string;
  readonly more: string;
  readonly act: () => void;
}

/** Shown at once; a person who does not find it types more. */
const SHOWN_MAX = 40;

type Go = (
  to:
    | { to: '/' }
    | { to: '/plan'; search: Record<string, never> }
    | { to: '/people' }
    | {
        to: '/incidents/$incidentId';
        params: { incidentId: string };
        search: Record<string, never>;
      }
    | { to: '/approvals/$segment'; params: { segment: string }; search: { incident: string } },
) => void;

/** Everything that can be found or done from anywhere, decisions and pages first. */
export function paletteItems(
  view: SituationView | undefined,
  who: SignedIn,
  go: Go,
): PaletteItem[] {
  const pages: PaletteItem[] = [
    { id: 'page /', kind: 'page', title: 'Situation', more: '', act: () => go({ to: '/' }) },
    {
      id: 'page /people',
      kind: 'page',
      title: 'People',
      more: 'on duty, contacts, accounts',
      act: () => go({ to: '/people' }),
    },
    {
      id: 'page /plan',
      kind: 'page',
      title: 'Plan',
      more: 'findings, readiness, files',
      act: () => go({ to: '/plan', search: {} }),
    },
  ];
  const general: PaletteItem[] = [
    doItem('theme', 'Change between dark and light', '', toggleTheme),
    doItem('print', 'Print this page', '', () => setTimeout(() => print())),
    ...(who.demo?.people ?? [])
      .filter((person) => person.person !== who.person)
      .map((person) =>
        doItem(
          `as ${person.person}`,
          `Act as ${person.name}`,
          person.roles.map(({ name }) => name).join(', '),
          () => void actAs(person, who),
        ),
      ),
  ];
  if (view === undefined) return [...pages, ...general];
  return [
    ...decisions(view, go),
    ...pages,
    ...incidents(view, go),
    ...general,
    ...assets(view, go),
  ];
}

const doItem = (id: string, title: string, more: string, act: () => void): PaletteItem => ({
  id: `do ${id}`,
  kind: 'do',
  title,
  more,
  act,
});

function decisions(view: SituationView, go: Go): PaletteItem[] {
  return view.approvals
    .filter((each) => each.state === 'waiting')
    .map((each) => ({
      id: `decision ${each.key}`,
      kind: 'decision',
      title: each.title,
      more: 'waits for a decision',
      act: () =>
        go({
          to: '/approvals/$segment',
          params: { segment: keyToSegment(each.key) },
          search: { incident: each.incidentId },
        }),
    }));
}

function incidents(view: SituationView, go: Go): PaletteItem[] {
  return view.incidents.flatMap((each) => {
    const open: PaletteItem = {
      id: `incident ${each.id}`,
      kind: 'incident',
      title: each.title,
      more: `${each.severity}, ${each.state}`,
      act: () => go({ to: '/incidents/$incidentId', params: { incidentId: each.id }, search: {} }),
    };
    const acknowledge = (): void => {
      client
        .acknowledge(each.id)
        .then(() => refresh())
        .then(() => say('Acknowledged; it is in the journal under your name.'))
        .catch((error: Error) => say(error.message));
    };
    const download = (file: 'report.pdf' | 'bundle.zip', title: string): PaletteItem =>
      doItem(`${file} ${each.id}`, title, each.title, () => {
        location.assign(downloadPath(each.id, file));
      });
    return [
      open,
      ...(each.state === 'open'
        ? [doItem(`acknowledge ${each.id}`, 'Acknowledge', each.title, acknowledge)]
        : []),
      download('report.pdf', 'Download the report'),
      download('bundle.zip', 'Download the evidence bundle'),
    ];
  });
}

function assets(view: SituationView, go: Go): PaletteItem[] {
  return view.zones.flatMap((zone) =>
    zone.assets.map((asset): PaletteItem => {
      const incident = view.incidents.find(
        (each) => each.state !== 'closed' && each.assets.includes(asset.id),
      );
      return {
        id: `asset ${asset.id}`,
        kind: 'asset',
        title: asset.name,
        more: [asset.address, zone.name, asset.state].filter((text) => text !== '').join(', '),
        act: () =>
          incident === undefined
            ? go({ to: '/' })
            : go({
                to: '/incidents/$incidentId',
                params: { incidentId: incident.id },
                search: {},
              }),
      };
    }),
  );
}

/** Items that hold every word of the text; those whose title starts with it come first. */
export function search(items: readonly PaletteItem[], text: string): PaletteItem[] {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const holds = (item: PaletteItem): boolean => {
    const all = `${item.kind} ${item.title} ${item.more}`.toLowerCase();
    return words.every((word) => all.includes(word));
  };
  const starts = (item: PaletteItem): number =>
    words.length > 0 && item.title.toLowerCase().startsWith(words[0] ?? '') ? 0 : 1;
  return items
    .filter(holds)
    .toSorted((a, b) => starts(a) - starts(b))
    .slice(0, SHOWN_MAX);
}
