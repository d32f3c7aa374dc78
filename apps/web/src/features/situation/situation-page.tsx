import { useQuery } from '@tanstack/react-query';
import type { SituationView } from '@bulkhead/model';
import type { ReactNode } from 'react';
import { situationQuery } from '../../queries.ts';
import { Panel } from '../../ui/panel.tsx';
import { Loaded } from '../../ui/state.tsx';
import { PlantMap } from '../map/plant-map.tsx';
import { ApprovalList } from './approval-list.tsx';
import { ControlList } from './control-list.tsx';
import { Deadlines } from './deadlines.tsx';
import { IncidentList } from './incident-list.tsx';
import { Danger, Lead } from './lead.tsx';
import { JournalLine, Sensing } from './sensing.tsx';

/** The site on one screen. */
export function SituationPage(): ReactNode {
  const query = useQuery(situationQuery);
  return (
    <main id="main" tabIndex={-1}>
      <title>Situation · Bulkhead</title>
      <h1 className="unseen-text">Situation</h1>
      <Loaded query={query} what="the situation">
        {(view) => <Situation view={view} />}
      </Loaded>
    </main>
  );
}

function Situation({ view }: { readonly view: SituationView }): ReactNode {
  const waiting = view.approvals.filter((each) => each.state === 'waiting');
  const open = view.incidents.filter((each) => each.state !== 'closed');
  return (
    <div className="situation">
      <Danger view={view} />
      <div className="situation-first">
        <Lead view={view} />
        <Panel title="Open incidents" aside={open.length}>
          <IncidentList incidents={view.incidents} />
        </Panel>
        <Panel title="Decisions that wait" aside={waiting.length}>
          <ApprovalList approvals={waiting} />
        </Panel>
      </div>
      <Panel title={view.plant.name} className="situation-map" aside={<Plant view={view} />}>
        <PlantMap view={view} />
      </Panel>
      <div className="situation-last">
        <Panel title="Deadlines">
          <Deadlines obligations={view.obligations} />
        </Panel>
        <Panel title="Controls in force">
          <ControlList controls={view.controls} />
        </Panel>
        <Panel title="What we see">
          <Sensing sensing={view.sensing} />
        </Panel>
        <JournalLine journal={view.journal} />
      </div>
    </div>
  );
}

function Plant({ view }: { readonly view: SituationView }): ReactNode {
  return (
    <span title={view.plant.planDigest}>
      plan {view.plant.planVersion} · {view.plant.timeZone}
    </span>
  );
}
