import { useState, type FormEvent, type ReactNode } from 'react';
import { client, RequestRefused } from '../../client.ts';
import { ActError } from '../../ui/act.tsx';
import { TextField } from '../../ui/field.tsx';
import { Entrance, useEnter } from './entrance.tsx';
import { useSession } from './who.ts';

const PASSWORD_CHARACTERS_MIN = 12;

const SAMPLE =
  'An attack that was recorded is played back on the sample plant. ' +
  'You act as its incident commander and can take any other part.';
const ANY = 'You are asked for a name and a password next.';

/** Read once, then taken out of the address, so that it stays out of history and screenshots. */
function takeToken(): string {
  const token = location.hash.slice(1);
  if (token !== '') history.replaceState(history.state, '', location.pathname);
  return token;
}

/**
 * First start by link. The token alone enters the sample plant; any other plant answers that a name
 * and a password are needed, keeps the link, and is given them by the form.
 */
export function StartPage(): ReactNode {
  const session = useSession();
  const [token] = useState(takeToken);
  const begin = useEnter(() => client.followLink({ token }));
  const asked = begin.error instanceof RequestRefused && begin.error.code === 'invalid_request';
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
  const first = !session.signedIn && session.setup;
  if (asked || (!session.signedIn && !session.demo)) {
    return (
      <Entrance title={first ? 'Create the first administrator' : 'Set your password'}>
        <AccountForm token={token} verb={first ? 'Create and sign in' : 'Set it and sign in'} />
      </Entrance>
    );
  }
  const isSample = !session.signedIn && session.demo;
  return (
    <Entrance title="Start">
      <p>{isSample ? SAMPLE : ANY}</p>
      <button
        type="button"
        className="button button-primary button-touch"
        disabled={begin.isPending}
        onClick={() => begin.mutate()}
      >
        {isSample ? 'Enter the sample plant' : 'Begin'}
      </button>
      <ActError error={begin.error} />
    </Entrance>
  );
}

function AccountForm(props: { readonly token: string; readonly verb: string }): ReactNode {
  const { token, verb } = props;
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
        {verb}
      </button>
      <ActError error={create.error} />
    </form>
  );
}
