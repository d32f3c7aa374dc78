import type { IncidentView } from '@bulkhead/model';
import type { ReactNode } from 'react';
import { client } from '../../client.ts';
import { ActError, useAct } from '../../ui/act.tsx';
import { Empty } from '../../ui/panel.tsx';
import { ActAsPermitted } from '../session/act-as-permitted.tsx';
import { useMay } from '../session/who.ts';

/** Playbooks of the plan that fit and are not under way, each with why it fits. */
export function Playbooks({ view }: { readonly view: IncidentView }): ReactNode {
  const may = useMay('start-run');
  const act = useAct(
    (playbookId: string) => client.startRun(view.summary.id, playbookId),
    'The run has started.',
  );
  if (view.summary.state === 'closed') return null;
  const running = new Set(
    view.runs.filter((run) => run.state === 'running').map((run) => run.playbook.id),
  );
  const idle = view.playbooks.filter((each) => !running.has(each.id));
  if (idle.length === 0 && view.runs.length === 0) {
    return <Empty>No playbook of the plan fits. Add one under playbooks/ in the plan.</Empty>;
  }
  const fits = idle.filter((each) => each.fits);
  const others = idle.filter((each) => !each.fits);
  const row = (each: (typeof idle)[number]): ReactNode => (
    <li key={each.id} className="playbook">
      <p>
        <strong>{each.name}</strong> <span className="muted">{each.why}</span>
      </p>
      <p className="muted">{each.description}</p>
      {may && (
        <button
          type="button"
          className="button button-small"
          disabled={act.busy}
          onClick={() => act.run(each.id)}
        >
          Start
        </button>
      )}
    </li>
  );
  return (
    <>
      <ul className="playbooks">{fits.map(row)}</ul>
      {others.length > 0 && (
        <details>
          <summary>{others.length} that do not fit</summary>
          <ul className="playbooks">{others.map(row)}</ul>
        </details>
      )}
      {!may && idle.length > 0 && (
        <p className="muted">
          Your roles do not start playbooks. <ActAsPermitted permission="start-run" />
        </p>
      )}
      <ActError error={act.error} />
    </>
  );
}
