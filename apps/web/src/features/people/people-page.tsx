import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { People } from '../../client.ts';
import { peopleQuery } from '../../queries.ts';
import { useNow } from '../../ui/clock.ts';
import { Mark } from '../../ui/mark.tsx';
import { Empty, Panel } from '../../ui/panel.tsx';
import { Loaded } from '../../ui/state.tsx';
import { Instant, Until } from '../../ui/time.tsx';
import { roleWords } from '../../ui/words.ts';
import { useMay, useWho } from '../session/who.ts';
import { dutyNow, type DutyNow } from './duty.ts';
import { Invite } from './invite.tsx';

type Person = People['people'][number];

const SIDES: Record<Person['side'], string> = { it: 'IT', ot: 'OT', management: 'management' };
const ACCOUNTS: Record<Person['account'], string> = {
  none: 'no account',
  invited: 'invited, no password yet',
  active: 'has an account',
};
const MINUTE_MS = 60_000;

/** Who is who, who is on duty now, how to reach them, and who can sign in. */
export function PeoplePage(): ReactNode {
  const query = useQuery(peopleQuery);
  return (
    <main id="main" tabIndex={-1}>
      <title>People · Bulkhead</title>
      <h1 className="unseen-text">People</h1>
      <Loaded query={query} what="the people">
        {(data) => <Everyone data={data} />}
      </Loaded>
    </main>
  );
}

function Everyone({ data }: { readonly data: People }): ReactNode {
  const minute = useNow((nowMs) => Math.floor(nowMs / MINUTE_MS));
  const duties = dutyNow(data.rotas, minute * MINUTE_MS);
  const onDuty = new Set(duties.flatMap(({ people }) => people));
  return (
    <div className="people-page">
      <Panel title="On duty now" className="on-duty">
        <OnDuty data={data} duties={duties} />
      </Panel>
      <Panel title="Everyone in the plan" aside={data.people.length}>
        <Quorum data={data} />
        <ul className="who">
          {data.people.map((person) => (
            <PersonRow
              key={person.person}
              person={person}
              data={data}
              isOnDuty={onDuty.has(person.person)}
            />
          ))}
        </ul>
        {data.others.length > 0 && <Others others={data.others} />}
      </Panel>
    </div>
  );
}

/** Role by role: who has it now, until when, who is next; without a rota, whom to call in turn. */
function OnDuty(props: { readonly data: People; readonly duties: readonly DutyNow[] }): ReactNode {
  const { data, duties } = props;
  const nameOf = (id: string): string => data.people.find((each) => each.person === id)?.name ?? id;
  if (data.roles.length === 0) return <Empty>The plan names no roles. Add roles.yaml.</Empty>;
  return (
    <ul className="duty-roles">
      {data.roles.map((role) => {
        const duty = duties.find((each) => each.role === role.id);
        const holders = data.people.filter((each) => each.roles.includes(role.id));
        return (
          <li key={role.id}>
            <h3 title={role.duties}>{role.name}</h3>
            {duty === undefined ? (
              <p className="muted">
                No rota.{' '}
                {holders.length === 0
                  ? 'Nobody holds it.'
                  : `Call ${holders.map(({ name }) => name).join(', then ')}.`}
              </p>
            ) : (
              <Holder duty={duty} data={data} nameOf={nameOf} />
            )}
          </li>
        );
      })}
    </ul>
  );
}

function Holder(props: {
  readonly duty: DutyNow;
  readonly data: People;
  readonly nameOf: (id: string) => string;
}): ReactNode {
  const { duty, data, nameOf } = props;
  const now = data.people.filter(({ person }) => duty.people.includes(person));
  return (
    <>
      {now.length === 0 && <Mark tone="attention" word="nobody on duty" />}
      {now.map((person) => (
        <p key={person.person}>
          <strong>{person.name}</strong> <Contacts person={person} short />
        </p>
      ))}
      <p className="muted">
        {duty.untilMs !== null && (
          <>
            <Until at={new Date(duty.untilMs).toISOString()} />
            {duty.next === null ? '' : ', then '}
          </>
        )}
        {duty.next !== null && (
          <>
            {duty.next.people.map(nameOf).join(', ')}
            {duty.untilMs !== duty.next.fromMs && (
              <>
                {' '}
                from <Instant at={new Date(duty.next.fromMs).toISOString()} />
              </>
            )}
          </>
        )}
      </p>
    </>
  );
}

function Contacts(props: { readonly person: Person; readonly short?: boolean }): ReactNode {
  const { phone, radio, email } = props.person;
  return (
    <span className="contacts">
      {phone !== undefined && <a href={`tel:${phone.replaceAll(' ', '')}`}>{phone}</a>}
      {radio !== undefined && <span>radio {radio}</span>}
      {email !== undefined && props.short !== true && <a href={`mailto:${email}`}>{email}</a>}
    </span>
  );
}

/** Says where a decision would wait for ever, because nobody of a role can sign in. */
function Quorum({ data }: { readonly data: People }): ReactNode {
  const mayInvite = useMay('administer');
  const without = data.roles.filter(({ id }) => {
    const holders = data.people.filter(({ roles }) => roles.includes(id));
    return holders.length > 0 && holders.every(({ account }) => account !== 'active');
  });
  if (without.length === 0) return null;
  return (
    <p className="notice">
      <Mark tone="attention" word="Nobody can sign in" /> as{' '}
      {without.map(({ name }) => name).join(', ')}.{' '}
      {mayInvite ? 'Invite them below: ' : 'An administrator can invite them: '}
      decisions that need them cannot be taken here.
    </p>
  );
}

function PersonRow(props: {
  readonly person: Person;
  readonly data: People;
  readonly isOnDuty: boolean;
}): ReactNode {
  const { person, data, isOnDuty } = props;
  const who = useWho();
  const mayInvite = useMay('administer') && who.demo === null;
  const roles = person.roles.map(
    (id) => data.roles.find((role) => role.id === id)?.name ?? roleWords(id),
  );
  return (
    <li className="who-row">
      <div>
        <p>
          <strong>{person.name}</strong> <span className="tag">{SIDES[person.side]}</span>{' '}
          {isOnDuty && <Mark tone="force" word="on duty" />}
        </p>
        <p className="muted">{roles.join(', ')}</p>
      </div>
      <Contacts person={person} />
      <div className="who-account">
        <span className="muted">
          {ACCOUNTS[person.account]}
          {person.administrator && ', administrator'}
        </span>
        {mayInvite && person.person !== who.person && <Invite person={person} />}
      </div>
    </li>
  );
}

function Others({ others }: { readonly others: People['others'] }): ReactNode {
  return (
    <p className="muted who-others">
      Also signing in, and not in the plan:{' '}
      {others
        .map(({ name, administrator }) => (administrator ? `${name} (administrator)` : name))
        .join(', ')}
      . They can approve nothing.
    </p>
  );
}
