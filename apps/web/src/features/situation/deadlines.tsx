import { Link } from '@tanstack/react-router';
import type { ObligationView } from '@bulkhead/model';
import type { ReactNode } from 'react';
import { Empty } from '../../ui/panel.tsx';
import { Until } from '../../ui/time.tsx';
import { running } from './order.ts';

/** Reporting duties: those that run, nearest first, then those that wait for a fact. */
export function Deadlines(props: { readonly obligations: readonly ObligationView[] }): ReactNode {
  const runs = running(props.obligations);
  const asleep = props.obligations.filter((each) => each.state === 'not-started');
  if (runs.length + asleep.length === 0) {
    return <Empty>None. Reporting duties appear here with an incident that may start them.</Empty>;
  }
  return (
    <ul className="rows">
      {[...runs, ...asleep].map((each) => (
        <li key={`${each.incidentId} ${each.stage}`}>
          <Link
            className="row"
            data-row
            to="/incidents/$incidentId"
            params={{ incidentId: each.incidentId }}
            search={{}}
            hash="duties"
          >
            {each.dueAt !== null ? (
              <Until at={each.dueAt} large />
            ) : (
              <span className="row-state">not started: {each.question}</span>
            )}
            <span className="row-title">{each.title}</span>
            <span className="muted">{each.recipient}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
