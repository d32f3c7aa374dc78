import { Link } from '@tanstack/react-router';
import type { IncidentSummary } from '@bulkhead/model';
import type { ReactNode } from 'react';
import { Empty } from '../../ui/panel.tsx';
import { SeverityMark } from '../../ui/mark.tsx';
import { bySeverity } from '../../ui/severity.ts';
import { Since } from '../../ui/time.tsx';
import { countWords } from '../../ui/words.ts';

/** Open incidents, worst first, then the closed ones in one line each. */
export function IncidentList(props: { readonly incidents: readonly IncidentSummary[] }): ReactNode {
  const open = bySeverity(props.incidents.filter((each) => each.state !== 'closed'));
  const closed = props.incidents.filter((each) => each.state === 'closed');
  return (
    <>
      {open.length === 0 && (
        <Empty>None. An alert from a rule opens one; nothing has to be done here.</Empty>
      )}
      <ul className="rows">
        {open.map((incident) => (
          <Row key={incident.id} incident={incident} />
        ))}
        {closed.slice(0, 5).map((incident) => (
          <Row key={incident.id} incident={incident} />
        ))}
      </ul>
    </>
  );
}

function Row({ incident }: { readonly incident: IncidentSummary }): ReactNode {
  const blinks = incident.state === 'open' && incident.severity === 'critical';
  return (
    <li>
      <Link
        className="row"
        data-row
        to="/incidents/$incidentId"
        params={{ incidentId: incident.id }}
        search={{}}
      >
        <span className="row-line">
          <SeverityMark severity={incident.severity} blinks={blinks} />
          <span className="row-state">
            {incident.state === 'open' ? 'not acknowledged' : incident.state}
          </span>
        </span>
        <span className="row-title">{incident.title}</span>
        <span className="row-line muted">
          <span>
            {countWords(incident.alerts, 'alert', 'alerts')},{' '}
            {countWords(incident.assets.length, 'asset', 'assets')}
          </span>
          <Since at={incident.openedAt} />
        </span>
      </Link>
    </li>
  );
}
