import { Link } from '@tanstack/react-router';
import type { ApprovalView, IncidentSummary, ObligationView, SituationView } from '@bulkhead/model';
import type { ReactNode } from 'react';
import { Shape } from '../../ui/mark.tsx';
import { bySeverity, type Tone } from '../../ui/severity.ts';
import { ShortText } from '../../ui/short-text.tsx';
import { Since, Until } from '../../ui/time.tsx';
import { keyToSegment } from '../approval/address.ts';
import { missingRoles } from '../approval/needs.ts';
import { nextDeadline } from './order.ts';

const DANGER: Record<SituationView['danger']['level'], Tone> = {
  none: 'plain',
  possible: 'high',
  likely: 'critical',
};

/** Is anyone in danger: the first words of the page. */
export function Danger({ danger }: { readonly danger: SituationView['danger'] }): ReactNode {
  return (
    <p className={`danger danger-${danger.level}`}>
      <Shape tone={DANGER[danger.level]} />
      <span>{danger.text}</span>
    </p>
  );
}

/** What is happening, what to decide, by when. */
export function Lead({ view }: { readonly view: SituationView }): ReactNode {
  const open = bySeverity(view.incidents.filter((each) => each.state !== 'closed'));
  const approval = view.approvals.find((each) => each.state === 'waiting');
  const deadline = nextDeadline(view.obligations);
  return (
    <section className="lead" aria-label="Now">
      <div className="lead-line">
        <h2>What is happening</h2>
        <Happening incident={open[0]} others={open.length - 1} />
      </div>
      <div className="lead-line">
        <h2>To decide</h2>
        <ToDecide approval={approval} unacknowledged={open.find((e) => e.state === 'open')} />
      </div>
      <div className="lead-line">
        <h2>By when</h2>
        <ByWhen deadline={deadline} obligations={view.obligations} />
      </div>
    </section>
  );
}

function Happening(props: {
  readonly incident: IncidentSummary | undefined;
  readonly others: number;
}): ReactNode {
  const { incident, others } = props;
  if (incident === undefined) return <p>No incident is open.</p>;
  return (
    <p>
      <ShortText text={incident.headline} />{' '}
      <Link to="/incidents/$incidentId" params={{ incidentId: incident.id }} search={{}}>
        Open the incident
      </Link>
      {others > 0 && <span className="muted">, and {others} more below</span>}
    </p>
  );
}

function ToDecide(props: {
  readonly approval: ApprovalView | undefined;
  readonly unacknowledged: IncidentSummary | undefined;
}): ReactNode {
  const { approval, unacknowledged } = props;
  if (approval !== undefined) {
    return (
      <>
        <p className="lead-decide">
          <Link
            className="button button-primary"
            to="/approvals/$segment"
            params={{ segment: keyToSegment(approval.key) }}
            search={{ incident: approval.incidentId }}
          >
            {approval.title}
          </Link>
        </p>
        <p className="muted">
          Waiting for {missingRoles(approval)} since <Since at={approval.requestedAt} />
          {approval.escalation !== null && (
            <>
              . {approval.escalation.roleName} is told <Since at={approval.escalation.at} />
            </>
          )}
        </p>
      </>
    );
  }
  if (unacknowledged !== undefined) {
    return (
      <p>
        <Link to="/incidents/$incidentId" params={{ incidentId: unacknowledged.id }} search={{}}>
          Acknowledge the incident
        </Link>
        , so that others know who has it.
      </p>
    );
  }
  return <p>Nothing waits for a decision.</p>;
}

function ByWhen(props: {
  readonly deadline: ObligationView | undefined;
  readonly obligations: readonly ObligationView[];
}): ReactNode {
  const { deadline, obligations } = props;
  if (deadline?.dueAt !== undefined && deadline.dueAt !== null) {
    return (
      <p>
        <Until at={deadline.dueAt} large /> <br />
        {deadline.title}, to {deadline.recipient}
      </p>
    );
  }
  const [first] = obligations.filter((each) => each.state === 'not-started');
  if (first !== undefined) {
    return <p>No deadline runs yet. The first starts once it is stated: {first.question}</p>;
  }
  return <p>No deadline runs.</p>;
}
