import { useQuery } from '@tanstack/react-query';
import type { SituationView } from '@bulkhead/model';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { situationQuery } from '../../queries.ts';

/** At most one announcement in this time; the last state wins. */
const QUIET_MS = 8_000;

/** What a person who cannot see the page must hear when it changes: counts, not details. */
export function announcement(view: SituationView): string {
  const open = view.incidents.filter((each) => each.state !== 'closed').length;
  const waiting = view.approvals.filter((each) => each.state === 'waiting').length;
  const count = (n: number, one: string, many: string): string =>
    `${n === 0 ? 'no' : n} ${n === 1 ? one : many}`;
  const inForce = view.controls.filter((each) => each.liftedAt === null).length;
  return [
    count(open, 'open incident', 'open incidents'),
    count(waiting, 'decision waits', 'decisions wait'),
    count(inForce, 'control in force', 'controls in force'),
  ].join(', ');
}

/** Tells live changes to a screen reader, politely and not more often than it can be heard. */
export function Announcer(): ReactNode {
  const { data } = useQuery(situationQuery);
  const [text, setText] = useState('');
  const saidAtMs = useRef(0);
  const next = data === undefined ? '' : announcement(data);
  useEffect(() => {
    if (next === '' || next === text) return undefined;
    const waitMs = Math.max(0, saidAtMs.current + QUIET_MS - performance.now());
    const timer = setTimeout(() => {
      saidAtMs.current = performance.now();
      setText(next);
    }, waitMs);
    return () => clearTimeout(timer);
  }, [next, text]);
  return (
    <div className="unseen-text" aria-live="polite">
      {text}
    </div>
  );
}
