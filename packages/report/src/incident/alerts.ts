import type { Alert, AlertView, IncidentView, Operation } from '@bulkhead/model';
import type { Section, Span, Words } from '../document.ts';
import { cites, columns, counted, listed, parties, type Writing } from './words.ts';

const OUTCOMES: Readonly<Record<Operation['outcome'], string>> = {
  ok: 'accepted',
  refused: 'refused',
  'no-response': 'no answer seen',
  unconfirmed: 'no answer due',
};

/** Which rules matched what, and the frames that show it. */
export function alerts(writing: Writing): Section {
  const { view } = writing;
  return {
    id: 'alerts',
    title: 'Alerts',
    blocks: [
      {
        type: 'table',
        caption: 'One row for each rule, pair of addresses and outcome.',
        columns: columns(
          ['Rule and technique', 30],
          ['First and last', 26],
          ['From and to', 26],
          ['What, and outcome', 28],
          ['Frames', 16],
          ['Entry', 8],
        ),
        rows: view.alerts.map((alert) => row(writing, alert)),
        empty: 'No alert belongs to this incident.',
      },
    ],
  };
}

function row(writing: Writing, item: AlertView): Words[] {
  const { view } = writing;
  const { alert } = item;
  const { client, server } = parties(item);
  return [
    [
      { severity: alert.severity },
      ' ',
      { strong: alert.rule.title },
      alert.techniques.length === 0 ? '' : ' · ',
      ...listed(alert.techniques.map((id) => technique(view, id))),
    ],
    span(writing, alert.firstAt, alert.lastAt),
    [...client, ' → ', ...server],
    [
      times(alert),
      { data: alert.service },
      ...(alert.objects.length === 0 ? [] : [' ']),
      ...listed(alert.objects.map((object) => ({ code: object }))),
      `: ${OUTCOMES[alert.outcome]}`,
    ],
    frames(item),
    [cites(item.cites)],
  ];
}

/** A pattern counts as often as it was complete; an alert keeps the name of its first service. */
function times(alert: Alert): string {
  const first = alert.count > 1 ? ', first ' : ', ';
  if (alert.rule.kind !== 'correlation') return `${counted(alert.count, 'request')}${first}`;
  return `pattern seen ${counted(alert.count, 'time')}${first}`;
}

/** One instant where both are within a second. */
function span({ at }: Writing, firstAt: string, lastAt: string): Words {
  const isOne = firstAt.slice(0, 19) === lastAt.slice(0, 19);
  return isOne ? [at(firstAt)] : [at(firstAt), ' to ', at(lastAt)];
}

function technique(view: IncidentView, id: string): Span {
  const name = view.summary.techniques.find((known) => known.id === id)?.name;
  return { data: name === undefined || name === '' ? id : `${id} ${name}` };
}

function frames({ alert }: AlertView): Words {
  if (alert.frames.length === 0) return ['none kept'];
  const more = alert.count > alert.frames.length ? ' (first ones kept)' : '';
  return [...listed(alert.frames.map((frame) => String(frame))), more];
}
