import { Link } from '@tanstack/react-router';
import type { AlertView, IncidentView } from '@bulkhead/model';
import type { ReactNode } from 'react';
import { SeverityMark } from '../../ui/mark.tsx';
import { Cites } from '../../ui/cites.tsx';
import { Empty } from '../../ui/panel.tsx';
import { bySeverity } from '../../ui/severity.ts';
import { Interval } from '../../ui/time.tsx';

const OUTCOMES = {
  ok: 'answered',
  refused: 'refused',
  'no-response': 'no answer',
  unconfirmed: 'no answer due',
} as const;

/** What the rules saw, worst first; each opens the packets it cites. */
export function AlertTable({ view }: { readonly view: IncidentView }): ReactNode {
  if (view.alerts.length === 0) return <Empty>No alert.</Empty>;
  const rows = bySeverity(view.alerts.map((each) => ({ ...each, severity: each.alert.severity })));
  return (
    <ul className="alerts">
      {rows.map((row) => (
        <li key={row.alert.id}>
          <AlertRow row={row} incidentId={view.summary.id} />
        </li>
      ))}
    </ul>
  );
}

function AlertRow(props: { readonly row: AlertView; readonly incidentId: string }): ReactNode {
  const { alert, clientName, serverName, cites } = props.row;
  return (
    <div className="alert">
      <Link
        className="row alert-row"
        data-row
        to="/incidents/$incidentId"
        params={{ incidentId: props.incidentId }}
        search={{ alert: alert.id }}
        resetScroll={false}
      >
        <SeverityMark severity={alert.severity} />
        <span className="alert-what">
          <span className="row-title">{alert.rule.title}</span>
          <span className="muted">
            {clientName} to {serverName}, {alert.protocol} {alert.service}
          </span>
        </span>
        <span className="alert-more muted">
          <span>
            {alert.count > 1 && `×${alert.count}, `}
            {OUTCOMES[alert.outcome]}
          </span>
          <Interval from={alert.firstAt} to={alert.lastAt} />
        </span>
      </Link>
      <Cites cites={cites} />
    </div>
  );
}
