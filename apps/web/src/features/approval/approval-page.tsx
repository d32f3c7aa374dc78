import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ApprovalView } from '@bulkhead/model';
import type { ReactNode } from 'react';
import { incidentQuery, situationQuery } from '../../queries.ts';
import { ShortText } from '../../ui/short-text.tsx';
import { Loading } from '../../ui/state.tsx';
import { segmentToKey } from './address.ts';
import { ApprovalCard } from './approval-card.tsx';

interface ApprovalPageProps {
  readonly segment: string;
  /** Where to look once it is decided and gone from the situation. */
  readonly incidentId: string | undefined;
}

/** One decision on one page, for a telephone as well as for a desk. */
export function ApprovalPage({ segment, incidentId }: ApprovalPageProps): ReactNode {
  const key = segmentToKey(segment);
  const situation = useQuery(situationQuery);
  const waiting = situation.data?.approvals.find((each) => each.key === key);
  const from = incidentId ?? waiting?.incidentId ?? situation.data?.incidents[0]?.id ?? '';
  const incident = useQuery({ ...incidentQuery(from), enabled: from !== '' });
  // The incident's own view also holds what was decided.
  const approval = incident.data?.approvals.find((each) => each.key === key) ?? waiting;
  const title = approval?.title ?? 'Decision';
  const settled = situation.isFetched && (incident.isFetched || from === '');
  return (
    <main id="main" tabIndex={-1} className="narrow">
      <title>{`${title} · Bulkhead`}</title>
      <p className="crumbs">
        {from === '' ? (
          <Link to="/">Situation</Link>
        ) : (
          <Link to="/incidents/$incidentId" params={{ incidentId: from }} search={{}}>
            {incident.data?.summary.title ?? 'Incident'}
          </Link>
        )}
      </p>
      <h1>{title}</h1>
      {approval !== undefined && (
        <Why approval={approval} headline={incident.data?.summary.headline} />
      )}
      {approval === undefined &&
        (settled ? (
          <p>
            No such decision is known here. It may belong to an incident that you cannot see; look
            at <Link to="/">the situation</Link>.
          </p>
        ) : (
          <Loading what="the decision" />
        ))}
      {approval !== undefined && (
        <>
          <h2 className="unseen-text">What is asked</h2>
          <ApprovalCard approval={approval} />
        </>
      )}
    </main>
  );
}

function Why(props: {
  readonly approval: ApprovalView;
  readonly headline: string | undefined;
}): ReactNode {
  if (props.headline === undefined) return null;
  return (
    <p className="approval-why">
      <span className="muted">Because: </span>
      <ShortText text={props.headline} />
    </p>
  );
}
