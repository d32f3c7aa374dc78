import type { TimelineItem } from '@bulkhead/model';
import type { Section } from '../document.ts';
import { cites, columns, type Writing } from './words.ts';

const KINDS: Readonly<Record<TimelineItem['kind'], string>> = {
  alert: 'Alert',
  incident: 'Incident',
  decision: 'Decision',
  action: 'Action',
  duty: 'Duty',
  fact: 'Fact',
  note: 'Note',
  evidence: 'Evidence',
};

/** What happened, in order, whoever or whatever did it. */
export function course({ view, at }: Writing): Section {
  const items = view.timeline.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  return {
    id: 'course',
    title: 'What happened',
    blocks: [
      {
        type: 'table',
        caption: 'Timeline. Alerts by the time on the wire, the rest by the clock of the server.',
        columns: columns(
          ['When', 26],
          ['Kind', 10],
          ['What', 44],
          ['Who or what', 16],
          ['Entry', 8],
        ),
        rows: items.map((item) => [
          [at(item.at)],
          [
            item.severity === null ? KINDS[item.kind] : `${KINDS[item.kind]} `,
            ...(item.severity === null ? [] : [{ severity: item.severity }]),
          ],
          [{ strong: item.title }, ...(item.detail === '' ? [] : [' — ', { data: item.detail }])],
          [{ data: item.actor }],
          [cites(item.cites)],
        ]),
        empty: 'Nothing is recorded.',
      },
    ],
  };
}
