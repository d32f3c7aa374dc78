import { useQuery } from '@tanstack/react-query';
import { useState, type FormEvent, type ReactNode } from 'react';
import { client } from '../../client.ts';
import { ActError } from '../../ui/act.tsx';
import { ChoiceField, TextField } from '../../ui/field.tsx';
import { Loading } from '../../ui/state.tsx';
import { Entrance, useEnter } from './entrance.tsx';
import { useSession } from './who.ts';

const PASSWORD_CHARACTERS_MIN = 12;

const SAMPLE =
  'An attack that was recorded is played back on the sample plant. ' +
  'You act as its incident commander and can take any other part.';
/** Read once, then taken out of the address, so that it stays out of history and screenshots. */
function takeToken(): string {
  const token = location.hash.slice(1);
  if (token !== '') history.replaceState(history.state, '', location.pathname);
  return token;
}

/** First start by link: into the sample plant, or a name and a password for whom it is meant. */
export function StartPage(): ReactNode {
  const session = useSession();
  const [token] = useState(takeToken);
  const isSample = session.signedIn ? session.demo !== null : session.demo;
  if (token === '') {
    return (
      <Entrance title="Start">
        <p>
          The link is not whole: after <code>/start#</code> it must hold a token. Copy it again from
          where the server printed it, or <a href="/sign-in">sign in</a>.
        </p>
      </Entrance>
    );
  }
  return isSample ? <EnterSample token={token} /> : <MakeAccount token={token} />;
}

function EnterSample({ token }: { readonly token: string }): ReactNode {
  const begin = useEnter(() => client.followLink({ token }));
  return (
    <Entrance title="Start">
      <p>{SAMPLE}</p>
      <button
        type="button"
        className="button button-primary button-touch"
        disabled={begin.isPending}
        onClick={() => begin.mutate()}
      >
        Enter the sample plant
      </button>
      <ActError error={begin.error} />
    </Entrance>
  );
}

function MakeAccount({ token }: { readonly token: string }): ReactNode {
  const look = useQuery({
    queryKey: ['link', token],
    queryFn: () => client.lookAtLink(token),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const purpose = look.data;
  if (purpose === undefined) {
    return (
      <Entrance title="Start">
        {look.error === null ? (
          <Loading what="what this link is for" />
        ) : (
          <>
            <p role="alert">{look.error.message}</p>
            <p>
              Ask whoever gave it to you for another, or <a href="/sign-in">sign in</a>.
            </p>
          </>
        )}
      </Entrance>
    );
  }
  if (purpose.kind === 'start') {
    return (
      <Entrance title="Create the first administrator">
        <AccountForm token={token} verb="Create and sign in" people={purpose.people} />
      </Entrance>
    );
  }
  return (
    <Entrance title="Set your password">
      <p>
        This link is for <strong>{purpose.name}</strong>. If that is not you, close this page and
        tell whoever gave it to you.
      </p>
      <AccountForm token={token} verb="Set it and sign in" invited={purpose} people={[]} />
    </Entrance>
  );
}

interface AccountFormProps {
  readonly token: string;
  readonly verb: string;
  /** Who may choose to be one of them. */
  readonly people: readonly { readonly person: string; readonly name: string }[];
  /** Whom the link is for. */
  readonly invited?: { readonly person: string; readonly name: string };
}

function AccountForm({ token, verb, people, invited }: AccountFormProps): ReactNode {
  const [person, setPerson] = useState(invited?.person ?? '');
  const [name, setName] = useState(invited?.name ?? '');
  const [password, setPassword] = useState('');
  const create = useEnter(() => client.followLink({ token, person, name, password }));
  const short = password.length > 0 && password.length < PASSWORD_CHARACTERS_MIN;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!short) create.mutate();
  };
  const choose = (id: string): void => {
    setPerson(id);
    setName(people.find((each) => each.person === id)?.name ?? '');
  };
  return (
    <form className="stack" onSubmit={submit}>
      {people.length > 0 && (
        <ChoiceField
          label="Who you are in the plan"
          hint="You then hold the roles that the plan gives you, beside keeping the accounts."
          value={people.some((each) => each.person === person) ? person : ''}
          choices={[
            ['', 'Somebody else, who only keeps accounts'],
            ...people.map((each) => [each.person, each.name] as const),
          ]}
          onChange={choose}
        />
      )}
      <TextField
        label="Name you sign in with"
        hint="Lower case letters, digits and dashes; best the person's id in the plan."
        value={person}
        onChange={setPerson}
        autoComplete="username"
        readOnly={invited !== undefined}
      />
      <TextField
        label="Full name"
        value={name}
        onChange={setName}
        autoComplete="name"
        readOnly={invited !== undefined}
      />
      <TextField
        label="Password"
        type="password"
        hint={`At least ${PASSWORD_CHARACTERS_MIN} characters. A few words in a row are good.`}
        value={password}
        onChange={setPassword}
        autoComplete="new-password"
      />
      <button className="button button-primary" disabled={create.isPending || short}>
        {verb}
      </button>
      <ActError error={create.error} />
    </form>
  );
}
