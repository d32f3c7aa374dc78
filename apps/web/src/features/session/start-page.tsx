import { useState, type FormEvent, type ReactNode } from 'react';
import { client } from '../../client.ts';
import { ActError } from '../../ui/act.tsx';
import { TextField } from '../../ui/field.tsx';
import { Entrance, useEnter } from './entrance.tsx';
import { useSession } from './who.ts';

const PASSWORD_CHARACTERS_MIN = 12;

/** Read once, then taken out of the address, so that it stays out of history and screenshots. */
function takeToken(): string {
  const token = location.hash.slice(1);
  if (token !== '') history.replaceState(history.state, '', location.pathname);
  return token;
}

/** First start by link: enter the sample plant, or create the first administrator. */
export function StartPage(): ReactNode {
  const session = useSession();
  const [token] = useState(takeToken);
  const sample = useEnter(() => client.followLink({ token }));
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
  const demo = !session.signedIn && session.demo === true;
  return (
    <Entrance title={demo ? 'Enter the sample plant' : 'Create the first administrator'}>
      {(demo || (!session.signedIn && session.demo === undefined)) && (
        <div className="stack">
          <p>
            Millbrook Water is a small drinking-water utility. An attack on it that was recorded is
            played back; you act as its incident commander and can take any other part.
          </p>
          <button
            type="button"
            className="button button-primary"
            disabled={sample.isPending}
            onClick={() => sample.mutate()}
          >
            Enter the sample plant
          </button>
          <ActError error={sample.error} />
        </div>
      )}
      {!demo && <AdministratorForm token={token} />}
    </Entrance>
  );
}

function AdministratorForm({ token }: { readonly token: string }): ReactNode {
  const [person, setPerson] = useState('');
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const create = useEnter(() => client.followLink({ token, person, name, password }));
  const short = password.length > 0 && password.length < PASSWORD_CHARACTERS_MIN;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!short) create.mutate();
  };
  return (
    <form className="stack" onSubmit={submit}>
      <TextField
        label="Name you sign in with"
        hint="Lower case letters, digits and dashes; best the person's id in the plan."
        value={person}
        onChange={setPerson}
        autoComplete="username"
      />
      <TextField label="Full name" value={name} onChange={setName} autoComplete="name" />
      <TextField
        label="Password"
        type="password"
        hint={`At least ${PASSWORD_CHARACTERS_MIN} characters. A few words in a row are good.`}
        value={password}
        onChange={setPassword}
        autoComplete="new-password"
      />
      <button className="button button-primary" disabled={create.isPending || short}>
        Create the administrator and sign in
      </button>
      <ActError error={create.error} />
    </form>
  );
}
