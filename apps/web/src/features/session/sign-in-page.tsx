import { useNavigate } from '@tanstack/react-router';
import { useState, type FormEvent, type ReactNode } from 'react';
import { client } from '../../client.ts';
import { queryClient } from '../../queries.ts';
import { ActError } from '../../ui/act.tsx';
import { TextField } from '../../ui/field.tsx';
import { Entrance, useEnter } from './entrance.tsx';
import { useSession } from './who.ts';

/** Name and password; or, before there is an administrator, where to find the link. */
export function SignInPage(): ReactNode {
  const session = useSession();
  const navigate = useNavigate();
  const [person, setPerson] = useState('');
  const [password, setPassword] = useState('');
  const enter = useEnter(() => client.signIn(person, password));
  if (session.signedIn) {
    return (
      <Entrance title={`You are signed in as ${session.name}`}>
        <div className="actions">
          <button
            type="button"
            className="button button-primary"
            onClick={() => void navigate({ to: '/' })}
          >
            Open the situation
          </button>
          <button
            type="button"
            className="button"
            onClick={() => void client.signOut().then(() => queryClient.invalidateQueries())}
          >
            Sign out
          </button>
        </div>
      </Entrance>
    );
  }
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    enter.mutate();
  };
  return (
    <Entrance title="Sign in">
      {session.setup && (
        <p className="notice">
          Nobody has an account here yet. Open the link that the server printed when it started; it
          ends in <code>/start#</code> and a token, and works once.
        </p>
      )}
      <form className="stack" onSubmit={submit}>
        <TextField
          label="Name you sign in with"
          value={person}
          onChange={setPerson}
          autoComplete="username"
        />
        <TextField
          label="Password"
          type="password"
          value={password}
          onChange={setPassword}
          autoComplete="current-password"
        />
        <button className="button button-primary" disabled={enter.isPending}>
          Sign in
        </button>
        <ActError error={enter.error} />
      </form>
    </Entrance>
  );
}
