import type { ApprovalView } from '@bulkhead/model';
import { useState, type FormEvent, type ReactNode } from 'react';
import { client, type SamplePerson } from '../../client.ts';
import { ActError, useAct } from '../../ui/act.tsx';
import { TextField, TimeField, useTimeInput } from '../../ui/field.tsx';
import { Mark } from '../../ui/mark.tsx';
import { Cites } from '../../ui/cites.tsx';
import { Since } from '../../ui/time.tsx';
import { roleWords } from '../../ui/words.ts';
import { actAs } from '../session/demo-banner.tsx';
import { useMay, useWho } from '../session/who.ts';

type FactNeed = ApprovalView['facts'][number];

const STATES: Record<FactNeed['state'], ReactNode> = {
  fresh: <Mark tone="plain" word="answered" />,
  missing: <Mark tone="attention" word="not answered" />,
  stale: <Mark tone="attention" word="too old" />,
  contrary: <Mark tone="high" word="keeps the gate closed" />,
};

const inWords = (value: boolean | string): string =>
  typeof value === 'string' ? value : value ? 'yes' : 'no';

/** The facts that the gate needs, each with its answer and a form to state it. */
export function GateFacts({ approval }: { readonly approval: ApprovalView }): ReactNode {
  if (approval.facts.length === 0) return null;
  return (
    <section className="approval-part">
      <h3>What must be known first</h3>
      <ul className="gate-facts">
        {approval.facts.map((fact) => (
          <GateFact
            key={fact.fact}
            fact={fact}
            incidentId={approval.incidentId}
            open={approval.state === 'waiting'}
          />
        ))}
      </ul>
    </section>
  );
}

interface GateFactProps {
  readonly fact: FactNeed;
  readonly incidentId: string;
  readonly open: boolean;
}

function GateFact({ fact, incidentId, open }: GateFactProps): ReactNode {
  const [asking, setAsking] = useState(false);
  const shown = open && (fact.state !== 'fresh' || asking);
  return (
    <li>
      <p className="gate-question">
        {STATES[fact.state]} <span>{fact.question}</span>
      </p>
      <p className="muted">
        Must be {inWords(fact.must)} and at most {fact.maxAgeMinutes} min old.
        {fact.value !== null && fact.statedAt !== null && (
          <>
            {' '}
            {fact.statedBy} said {inWords(fact.value)} <Since at={fact.statedAt} />{' '}
            <Cites cites={fact.cites} />
          </>
        )}
      </p>
      {shown && <Answer fact={fact} incidentId={incidentId} onDone={() => setAsking(false)} />}
      {open && fact.state === 'fresh' && !asking && (
        <button type="button" className="button button-small" onClick={() => setAsking(true)}>
          Answer again
        </button>
      )}
    </li>
  );
}

/** Only a holder of the fact's role may answer; in the sample plant one may take that part. */
function Answer(props: {
  readonly fact: FactNeed;
  readonly incidentId: string;
  readonly onDone: () => void;
}): ReactNode {
  const { fact } = props;
  const who = useWho();
  const may = useMay('attest');
  if (may && who.roles.some((role) => role.id === fact.role)) return <AnswerForm {...props} />;
  return (
    <p>
      The {roleWords(fact.role)} answers this. <ActAsHolder role={fact.role} not={[]} />
    </p>
  );
}

/** In the sample plant, a button that takes the part of somebody who holds the role. */
export function ActAsHolder(props: {
  readonly role: string;
  readonly not: readonly string[];
}): ReactNode {
  const who = useWho();
  const holder: SamplePerson | undefined = who.demo?.people.find(
    (each) => each.roles.some(({ id }) => id === props.role) && !props.not.includes(each.person),
  );
  if (holder === undefined || holder.person === who.person) return null;
  return (
    <button type="button" className="button button-small" onClick={() => void actAs(holder, who)}>
      Act as {holder.name}
    </button>
  );
}

function AnswerForm(props: {
  readonly fact: FactNeed;
  readonly incidentId: string;
  readonly onDone: () => void;
}): ReactNode {
  const { fact, incidentId, onDone } = props;
  const [text, setText] = useState(typeof fact.must === 'string' ? fact.must : '');
  const time = useTimeInput();
  const act = useAct(async (value: boolean | string) => {
    await client.stateFact(incidentId, fact.fact, value, time.iso ?? '');
    onDone();
  }, 'Your answer is in the journal.');
  const disabled = act.busy || time.iso === undefined;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (typeof fact.must === 'string') act.run(text);
  };
  return (
    <form className="inline-form" onSubmit={submit}>
      <TimeField label="So since" time={time} />
      {typeof fact.must === 'boolean' ? (
        <div className="actions">
          <button
            type="button"
            className="button"
            disabled={disabled}
            onClick={() => act.run(true)}
          >
            Yes, it is so
          </button>
          <button
            type="button"
            className="button"
            disabled={disabled}
            onClick={() => act.run(false)}
          >
            No
          </button>
        </div>
      ) : (
        <>
          <TextField label="Answer" value={text} onChange={setText} />
          <button className="button" disabled={disabled}>
            State it
          </button>
        </>
      )}
      <ActError error={act.error} />
    </form>
  );
}
