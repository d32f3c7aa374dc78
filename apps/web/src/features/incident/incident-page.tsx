import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { IncidentView } from '@bulkhead/model';
import { useEffect, type ReactNode } from 'react';
import { incidentQuery } from '../../queries.ts';
import { Panel } from '../../ui/panel.tsx';
import { Loaded } from '../../ui/state.tsx';
import { ApprovalCard } from '../approval/approval-card.tsx';
import { Duties } from '../duty/duties.tsx';
import { AlertTable } from './alert-table.tsx';
import { ChainPanel } from './chain-panel.tsx';
import { Controls } from './controls.tsx';
import { EvidencePanel } from './evidence-panel.tsx';
import { Headline } from './headline.tsx';
import { PacketSheet } from './packet-sheet.tsx';
import { PeoplePanel } from './people-panel.tsx';
import { Playbooks } from './playbooks.tsx';
import { RunPanel } from './run-panel.tsx';
import { Timeline } from './timeline.tsx';

interface IncidentPageProps {
  readonly incidentId: string;
  /** The alert whose packets are open. */
  readonly alertId: string | undefined;
}

/** One story, from its first packet to its last duty. */
export function IncidentPage({ incidentId, alertId }: IncidentPageProps): ReactNode {
  const query = useQuery(incidentQuery(incidentId));
  return (
    <main id="main" tabIndex={-1}>
      <title>{`${query.data?.summary.title ?? 'Incident'} · Bulkhead`}</title>
      <p className="crumbs">
        <Link to="/">Situation</Link>
      </p>
      <Loaded query={query} what="the incident">
        {(view) => (
          <>
            <Headline view={view} />
            <Story view={view} />
            {alertId !== undefined && <PacketSheet view={view} alertId={alertId} />}
          </>
        )}
      </Loaded>
    </main>
  );
}

/** Parts of the page, for people who know where they go. */
const PARTS = [
  ['playbook', 'Playbook'],
  ['controls', 'Controls'],
  ['duties', 'Duties'],
  ['people', 'People'],
  ['evidence', 'Evidence'],
  ['chain', 'From IT to OT'],
  ['alerts', 'Alerts'],
  ['timeline', 'Timeline'],
] as const;

function Story({ view }: { readonly view: IncidentView }): ReactNode {
  // The part named in the address is there only now, after the data came.
  useEffect(() => {
    if (location.hash === '') return;
    document.getElementById(location.hash.slice(1))?.scrollIntoView();
  }, []);
  return (
    <>
      <nav className="parts-nav" aria-label="Parts of this page">
        {PARTS.map(([id, name]) => (
          <a key={id} href={`#${id}`}>
            {name}
          </a>
        ))}
      </nav>
      <div className="story">
        <Waiting view={view} />
        <StorySide view={view} />
        <div className="story-main">
          <Panel title="From IT to OT" id="chain">
            <ChainPanel view={view} />
          </Panel>
          <Panel title="Alerts" id="alerts" aside={view.alerts.length}>
            <AlertTable view={view} />
          </Panel>
          <Panel title="Timeline" id="timeline">
            <Timeline items={view.timeline} />
          </Panel>
        </div>
      </div>
    </>
  );
}

function Waiting({ view }: { readonly view: IncidentView }): ReactNode {
  const waiting = view.approvals.filter((each) => each.state === 'waiting');
  if (waiting.length === 0) return null;
  return (
    <div className="story-decide">
      {waiting.map((approval) => (
        <Panel key={approval.key} title={approval.title} className="panel-decision">
          <ApprovalCard approval={approval} />
        </Panel>
      ))}
    </div>
  );
}

function StorySide({ view }: { readonly view: IncidentView }): ReactNode {
  const decided = view.approvals.filter((each) => each.state !== 'waiting');
  return (
    <div className="story-side">
      <Panel title="Playbook" id="playbook">
        {view.runs.map((run) => (
          <RunPanel key={run.id} run={run} />
        ))}
        <Playbooks view={view} />
      </Panel>
      {decided.length > 0 && (
        <Panel title="Decisions taken">
          {decided.map((approval) => (
            <details key={approval.key}>
              <summary data-row>
                {approval.title}: {approval.state === 'opened' ? 'approved' : 'refused'}
              </summary>
              <ApprovalCard approval={approval} />
            </details>
          ))}
        </Panel>
      )}
      <Panel title="Controls" id="controls">
        <Controls controls={view.controls} />
      </Panel>
      <Panel title="Duties" id="duties">
        <Duties obligations={view.obligations} />
      </Panel>
      <Panel title="People" id="people">
        <PeoplePanel people={view.people} />
      </Panel>
      <Panel title="Evidence" id="evidence">
        <EvidencePanel view={view} />
      </Panel>
    </div>
  );
}
