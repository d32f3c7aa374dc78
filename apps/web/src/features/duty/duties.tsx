import type { ObligationView } from '@bulkhead/model';
import { useState, type FormEvent, type ReactNode } from 'react';
import { client } from '../../client.ts';
import { ActError, useAct } from '../../ui/act.tsx';
import { TextField, TimeField, useTimeInput } from '../../ui/field.tsx';
import { Cites } from '../../ui/cites.tsx';
import { Empty } from '../../ui/panel.tsx';
import { Instant, Since, Until } from '../../ui/time.tsx';
import { roleWords } from '../../ui/words.ts';
import { Words } from '../incident/headline.tsx';
import { ActAsPermitted } from '../session/act-as-permitted.tsx';
import { useMay } from '../session/who.ts';

/** Who must be told by when, with the facts that the times count from. */
export function Duties(props: { readonly obligations: readonly ObligationView[] }): ReactNode {
  if (props.obligations.length === 0) {
    return <Empty>The plan names no regime that applies to this incident.</Empty>;
  }
  const asleep = props.obligations.filter((each) => each.state === 'not-started');
  return (
    <ul className="duties">
      {props.obligations.map((each) => (
        <Duty
          key={`${each.regime} ${each.stage}`}
          duty={each}
          asks={asleep.find((other) => other.countsFrom === each.countsFrom) === each}
        />
      ))}
    </ul>
  );
}

/** A submission that is recorded states this fact by itself. */
const BY_SUBMISSION = 'submitted:';

/** A duty sleeps until the fact that it counts from is stated. */
function Asleep({ duty }: { readonly duty: ObligationView }): ReactNode {
  const may = useMay('attest');
  const [asking, setAsking] = useState(false);
  if (duty.countsFrom.startsWith(BY_SUBMISSION)) {
    return <p>Starts by itself with the submission that it follows.</p>;
  }
  return (
    <>
      <p>{duty.question}</p>
      {!may && <ActAsPermitted permission="attest" />}
      {may && !asking && (
        <button type="button" className="button button-small" onClick={() => setAsking(true)}>
          State since when
        </button>
      )}
      {asking && <StateFact duty={duty} onStop={() => setAsking(false)} />}
    </>
  );
}

function StateFact(props: {
  readonly duty: ObligationView;
  readonly onStop: () => void;
}): ReactNode {
  const { duty, onStop } = props;
  const time = useTimeInput();
  const act = useAct(async () => {
    await client.stateFact(duty.incidentId, duty.countsFrom, true, time.iso ?? '');
    onStop();
  }, 'The fact is in the journal, and what counts from it has started.');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    act.run(undefined);
  };
  return (
    <form className="inline-form" onSubmit={submit}>
      <TimeField label="Yes, since" time={time} />
      <div className="actions">
        <button className="button button-primary" disabled={act.busy || time.iso === undefined}>
          State it
        </button>
        <button type="button" className="button" onClick={onStop}>
          Not now
        </button>
      </div>
      <ActError error={act.error} />
    </form>
  );
}

function Duty(props: { readonly duty: ObligationView; readonly asks: boolean }): ReactNode {
  const { duty, asks } = props;
  return (
    <li className={`duty duty-${duty.state}`}>
      <p className="row-line">
        <strong>{duty.title}</strong>
        <DutyTime duty={duty} />
      </p>
      <p className="muted">
        {duty.regime.toUpperCase()} to {duty.recipient}. {duty.source}. Drafted by{' '}
        {roleWords(duty.drafter)}. <Cites cites={duty.cites} />
      </p>
      {duty.detail !== '' && <p>{duty.detail}</p>}
      {asks && <Asleep duty={duty} />}
      {duty.fields.length > 0 && (
        <details>
          <summary>What it must say</summary>
          <ul className="plain-list">
            {duty.fields.map((field) => (
              <li key={field}>{field}</li>
            ))}
          </ul>
        </details>
      )}
      {duty.state === 'running' && duty.id !== null && <Settle obligationId={duty.id} />}
    </li>
  );
}

function DutyTime({ duty }: { readonly duty: ObligationView }): ReactNode {
  if (duty.state === 'running' && duty.dueAt !== null) return <Until at={duty.dueAt} large />;
  if (duty.state === 'not-started') return <span className="row-state">not started</span>;
  return (
    <span className="row-state">
      {duty.state}
      {duty.settledBy !== null && ` by ${duty.settledBy}`}{' '}
      {duty.settledAt !== null && <Since at={duty.settledAt} />}
      {duty.dueAt !== null && (
        <>
          , was due <Instant at={duty.dueAt} />
        </>
      )}
    </span>
  );
}

/** A duty ends as submitted with a receipt, or as waived by a named person with a reason. */
function Settle({ obligationId }: { readonly obligationId: string }): ReactNode {
  const may = useMay('submit');
  const [asking, setAsking] = useState<'submit' | 'waive' | null>(null);
  const stop = (): void => setAsking(null);
  if (!may) return <ActAsPermitted permission="submit" />;
  if (asking === 'submit') return <SubmitForm obligationId={obligationId} onStop={stop} />;
  if (asking === 'waive') {
    return (
      <Words
        label="Why it need not be submitted"
        hint="It stays in the journal under your name."
        verb="Waive it"
        send={(reason) => client.waiveObligation(obligationId, reason)}
        done="The duty is waived."
        onStop={stop}
      />
    );
  }
  return (
    <div className="actions">
      <button type="button" className="button button-small" onClick={() => setAsking('submit')}>
        It was submitted
      </button>
      <button type="button" className="button button-small" onClick={() => setAsking('waive')}>
        Waive
      </button>
    </div>
  );
}

function SubmitForm(props: {
  readonly obligationId: string;
  readonly onStop: () => void;
}): ReactNode {
  const time = useTimeInput();
  const [receipt, setReceipt] = useState('');
  const act = useAct(async () => {
    await client.submitObligation(props.obligationId, time.iso ?? '', receipt.trim());
    props.onStop();
  }, 'The submission is in the journal.');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    act.run(undefined);
  };
  return (
    <form className="inline-form" onSubmit={submit}>
      <TimeField label="Submitted at" time={time} />
      <TextField
        label="Receipt"
        hint="Number or words of the authority's confirmation."
        value={receipt}
        onChange={setReceipt}
      />
      <div className="actions">
        <button
          className="button button-primary"
          disabled={act.busy || receipt.trim() === '' || time.iso === undefined}
        >
          Record the submission
        </button>
        <button type="button" className="button" onClick={props.onStop}>
          Not now
        </button>
      </div>
      <ActError error={act.error} />
    </form>
  );
}
