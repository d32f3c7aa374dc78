import { Link } from '@tanstack/react-router';
import type { ObligationView } from '@bulkhead/model';
import type { ReactNode } from 'react';
import { Empty } from '../../ui/panel.tsx';
import { Until } from '../../ui/time.tsx';
import { countWords } from '../../ui/words.ts';
import { running } from './order.ts';

/** Reporting duties: those that run, nearest first, then those that wait for a fact. */
export function Deadlines(props: { readonly obligations: readonly ObligationView[] }): ReactNode {
  const runs = running(props.obligations);
  const asleep = props.obligations.filter((each) => each.state === 'not-started');
  if (runs.length + asleep.length === 0) {
    return <Empty>None. Reporting duties appear here with an incident that may start them.</Empty>;
  }
  // While a deadline runs it comes first; what may start later is then only counted.
  const first = runs.length > 0 ? undefined : asleep[0];
  const same = asleep.filter((each) => each.countsFrom === first?.countsFrom);
  return (
    <ul className="rows">
      {runs.map((each) => (
        <li key={`${each.incidentId} ${each.stage}`}>
          <DutyLink incidentId={each.incidentId}>
            <Until at={each.dueAt ?? ''} large />
            <span className="row-title">{each.title}</span>
            <span className="muted">{each.recipient}</span>
          </DutyLink>
        </li>
      ))}
      {first !== undefined && (
        <li>
          <DutyLink incidentId={first.incidentId}>
            <span className="row-state">Not started, until it is stated:</span>
            <span className="row-title">{first.question}</span>
            <span className="muted">
              {same.map((each) => each.title).join(', ')} to {first.recipient}
            </span>
          </DutyLink>
        </li>
      )}
      {asleep.length > same.length && (
        <li className="muted deadlines-later">
          {countWords(asleep.length - same.length, 'duty starts', 'duties start')} with other facts.
        </li>
      )}
    </ul>
  );
}

function DutyLink(props: { readonly incidentId: string; readonly children: ReactNode }): ReactNode {
  return (
    <Link
      className="row"
      data-row
      to="/incidents/$incidentId"
      params={{ incidentId: props.incidentId }}
      search={{}}
      hash="duties"
    >
      {props.children}
    </Link>
  );
}
