import { Link } from '@tanstack/react-router';
import type { ApprovalView, IncidentSummary, ObligationView, SituationView } from '@bulkhead/model';
import type { ReactNode } from 'react';
import { Shape } from '../../ui/mark.tsx';
import { bySeverity, toneOf, worst, type Tone } from '../../ui/severity.ts';
import { ShortText } from '../../ui/short-text.tsx';
import { Since, Until } from '../../ui/time.tsx';
import { keyToSegment } from '../approval/address.ts';
import { missingRoles } from '../approval/needs.ts';
import { ActAsPermitted } from '../session/act-as-permitted.tsx';
import { useFieldWork, type FieldWork } from '../session/field-work.ts';
import { useMay } from '../session/who.ts';
import { nextDeadline } from './order.ts';

const DANGER: Record<SituationView['danger']['level'], Tone> = {
  none: 'plain',
  possible: 'high',
  likely: 'critical',
};

/** Is anyone in danger: the first words of the page. */
export function Danger({ view }: { readonly view: SituationView }): ReactNode {
  const { danger } = view;
  const open = view.incidents.filter((each) => each.state !== 'closed');
  const severity = worst(open.map((each) => each.severity));
  const asIncident = severity !== null && (danger.level === 'likely' || severity === 'critical');
  const tone = asIncident ? toneOf(severity) : DANGER[danger.level];
  const colour = asIncident || danger.level === 'likely' ? ` tone-${tone}` : '';
  return (
    <p className={`danger danger-${danger.level}${colour}`}>
      <Shape tone={tone} />
      <span>{danger.text}</span>
    </p>
  );
}

/** What is happening, what to decide, by when. */
export function Lead({ view }: { readonly view: SituationView }): ReactNode {
  const open = bySeverity(view.incidents.filter((each) => each.state !== 'closed'));
  const approval = view.approvals.find((each) => each.state === 'waiting');
  const deadline = nextDeadline(view.obligations);
  const work = useFieldWork(view);
  return (
    <section className="lead" aria-label="Now">
      <div className="lead-line">
        <h2>What is happening</h2>
        <Happening incident={open[0]} others={open.length - 1} />
      </div>
      <div className="lead-line">
        <h2>To decide</h2>
        <ToDecide
          approval={approval}
          work={work}
          unacknowledged={open.find((each) => each.state === 'open')}
        />
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
    <>
      <p>
        <ShortText text={incident.headline} />
      </p>
      <p className="lead-open">
        <Link
          className="button"
          to="/incidents/$incidentId"
          params={{ incidentId: incident.id }}
          search={{}}
        >
          Open the incident
        </Link>
        {others > 0 && <span className="muted">and {others} more below</span>}
      </p>
    </>
  );
}

function ToDecide(props: {
  readonly approval: ApprovalView | undefined;
  readonly work: FieldWork | null;
  readonly unacknowledged: IncidentSummary | undefined;
}): ReactNode {
  const { approval, work, unacknowledged } = props;
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
  if (work === null && unacknowledged === undefined) return <p>Nothing waits for a decision.</p>;
  return (
    <>
      {work !== null && <ToReport work={work} />}
      {unacknowledged !== undefined && (
        <p>
          <Link to="/incidents/$incidentId" params={{ incidentId: unacknowledged.id }} search={{}}>
            Acknowledge the incident
          </Link>
          , so that others know who has it.
        </p>
      )}
    </>
  );
}

/** The gate opened and people are at work: the report that tells what they did. */
function ToReport({ work }: { readonly work: FieldWork }): ReactNode {
  const may = useMay('report-work');
  return (
    <p>
      <Link to="/incidents/$incidentId" params={{ incidentId: work.incidentId }} search={{}}>
        Report the work
      </Link>
      : {work.name}.{' '}
      {!may && (
        <>
          The people in the field report this. <ActAsPermitted permission="report-work" />
        </>
      )}
    </p>
  );
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
