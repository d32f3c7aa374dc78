import type { TimelineItem } from '@bulkhead/model';
import { useState, type ReactNode } from 'react';
import { Shape } from '../../ui/mark.tsx';
import { Cites } from '../../ui/cites.tsx';
import { Empty } from '../../ui/panel.tsx';
import { toneOf } from '../../ui/severity.ts';
import { Instant } from '../../ui/time.tsx';
import { Detail } from './detail.tsx';

type Kind = TimelineItem['kind'];

const FILTERS: readonly (readonly [string, readonly Kind[]])[] = [
  ['All', []],
  ['Alerts', ['alert', 'incident']],
  ['Decisions', ['decision', 'fact']],
  ['Actions', ['action']],
  ['Duties', ['duty']],
  ['Notes', ['note']],
  ['Evidence', ['evidence']],
];

/** Shown at first; a person who wants more asks for it. */
const SHOWN_FIRST = 60;

/** Alerts, decisions, actions and messages in one list, newest first. */
export function Timeline({ items }: { readonly items: readonly TimelineItem[] }): ReactNode {
  const [filter, setFilter] = useState('All');
  const [all, setAll] = useState(false);
  const kinds = FILTERS.find(([name]) => name === filter)?.[1] ?? [];
  const found = items
    .filter((item) => kinds.length === 0 || kinds.includes(item.kind))
    .toSorted((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
  const shown = all ? found : found.slice(0, SHOWN_FIRST);
  return (
    <>
      <fieldset className="filters">
        <legend className="unseen-text">Show on the timeline</legend>
        {FILTERS.map(([name]) => (
          <button
            key={name}
            type="button"
            className="button button-small"
            aria-pressed={name === filter}
            onClick={() => setFilter(name)}
          >
            {name}
          </button>
        ))}
      </fieldset>
      {found.length === 0 && <Empty>Nothing of this kind has happened yet.</Empty>}
      <ol className="timeline">
        {shown.map((item) => (
          <Item key={`${item.at} ${item.kind} ${item.cites[0]} ${item.title}`} item={item} />
        ))}
      </ol>
      {shown.length < found.length && (
        <button type="button" className="button" onClick={() => setAll(true)}>
          Show {found.length - shown.length} earlier
        </button>
      )}
    </>
  );
}

function Item({ item }: { readonly item: TimelineItem }): ReactNode {
  return (
    <li className={`moment moment-${item.kind}`}>
      <Instant at={item.at} />
      <span className="moment-kind">
        <Shape tone={toneOf(item.severity)} />
        {item.kind}
      </span>
      <div className="moment-words">
        <p>{item.title}</p>
        <Detail type={item.kind} detail={item.detail} />
        <p className="moment-more">
          {item.actor} <Cites cites={item.cites} />
        </p>
      </div>
    </li>
  );
}
