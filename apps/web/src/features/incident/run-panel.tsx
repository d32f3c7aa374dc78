import type { IncidentView } from '@bulkhead/model';
import { useState, type FormEvent, type ReactNode } from 'react';
import { client } from '../../client.ts';
import { ActError, useAct } from '../../ui/act.tsx';
import { TextField } from '../../ui/field.tsx';
import { Cites } from '../../ui/cites.tsx';
import { Since } from '../../ui/time.tsx';
import { ActAsPermitted } from '../session/act-as-permitted.tsx';
import { isFieldWork } from '../session/field-work.ts';
import { useMay } from '../session/who.ts';
import { Detail } from './detail.tsx';

type Run = IncidentView['runs'][number];
type Step = Run['steps'][number];

const STATES: Record<Step['state'], string> = {
  'not-reached': 'not reached',
  waiting: 'waits for people',
  'in-hand': 'in hand',
  done: 'done',
  refused: 'refused',
  failed: 'failed',
};

/** One execution of a playbook: its steps, and a report form where people do the work. */
export function RunPanel({ run }: { readonly run: Run }): ReactNode {
  return (
    <section className="run" aria-label={run.playbook.name}>
      <h3>{run.playbook.name}</h3>
      <p className="muted">
        {run.state}, started by {run.startedBy} <Since at={run.startedAt} />{' '}
        <code title={run.playbook.digest}>{run.playbook.digest.slice(7, 15)}</code>{' '}
        <Cites cites={run.cites} />
      </p>
      <ol className="steps">
        {run.steps.map((step) => (
          <StepRow key={step.id} step={step} />
        ))}
      </ol>
    </section>
  );
}

function StepRow({ step }: { readonly step: Step }): ReactNode {
  return (
    <li className={`step step-${step.state}`}>
      <span className="step-sign" aria-hidden="true" />
      <div className="step-words">
        <p className="step-line">
          <span>{step.name}</span>
          <span className="step-state">{STATES[step.state]}</span>
        </p>
        <Detail type={step.type} detail={step.detail} />
        {step.description !== '' && step.state !== 'done' && step.state !== 'not-reached' && (
          <p className="muted">{step.description}</p>
        )}
        <Cites cites={step.cites} />
        {isFieldWork(step) && step.key !== null && <WorkReport workKey={step.key} />}
      </div>
    </li>
  );
}

/** The people who did the work say so, with proof: done, or not done and why. */
function WorkReport({ workKey }: { readonly workKey: string }): ReactNode {
  const may = useMay('report-work');
  const [proof, setProof] = useState('');
  const act = useAct(
    (done: boolean) => client.reportWork(workKey, done, proof.trim()),
    'The work report is in the journal.',
  );
  if (!may) {
    return (
      <p>
        The people in the field report this. <ActAsPermitted permission="report-work" />
      </p>
    );
  }
  const disabled = act.busy || proof.trim() === '';
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    act.run(true);
  };
  return (
    <form className="inline-form" onSubmit={submit}>
      <TextField
        label="Proof"
        hint="What you saw with your own eyes: label, position, reading, photograph number."
        value={proof}
        onChange={setProof}
        lines={2}
      />
      <div className="actions">
        <button className="button button-primary button-touch" disabled={disabled}>
          Done
        </button>
        <button
          type="button"
          className="button button-touch"
          disabled={disabled}
          onClick={() => act.run(false)}
        >
          Not done
        </button>
      </div>
      <ActError error={act.error} />
    </form>
  );
}
