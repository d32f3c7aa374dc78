import type { ApprovalView } from '@bulkhead/model';
import { useEffect, useRef, useState, type FormEvent, type ReactNode } from 'react';
import { client } from '../../client.ts';
import { ActError, useAct } from '../../ui/act.tsx';
import { TextField } from '../../ui/field.tsx';
import { useWho } from '../session/who.ts';
import { ActAsHolder } from './gate-facts.tsx';
import { openNeeds, sayOf } from './needs.ts';

type RoleName = { readonly id: string; readonly name: string };

/** Approve or refuse. Each is asked once more, because neither can be taken back. */
export function Decide({ approval }: { readonly approval: ApprovalView }): ReactNode {
  const who = useWho();
  const say = sayOf(approval, who);
  const [asking, setAsking] = useState<'approve' | 'refuse' | null>(null);
  if (!say.can) return <CannotSay approval={approval} why={say.why} />;
  const closed = approval.facts.some((fact) => fact.state !== 'fresh');
  const stop = (): void => setAsking(null);
  if (asking === 'approve') {
    return <ConfirmApproval approval={approval} roles={say.roles} onStop={stop} />;
  }
  if (asking === 'refuse') {
    return <RefusalForm approval={approval} roles={say.roles} onStop={stop} />;
  }
  return (
    <div className="decide">
      <div className="actions">
        <button
          type="button"
          className="button button-primary button-touch"
          data-key="a"
          onClick={() => setAsking('approve')}
        >
          Approve <kbd>a</kbd>
        </button>
        <button
          type="button"
          className="button button-touch"
          data-key="r"
          onClick={() => setAsking('refuse')}
        >
          Refuse <kbd>r</kbd>
        </button>
      </div>
      {closed && (
        <p className="muted">
          Your approval is kept, but the gate opens only when every fact above is answered and
          fresh.
        </p>
      )}
    </div>
  );
}

function CannotSay(props: { readonly approval: ApprovalView; readonly why: string }): ReactNode {
  const barred = [
    props.approval.requestedBy,
    ...props.approval.needs.flatMap((need) => need.given.map((each) => each.person)),
  ];
  const next = openNeeds(props.approval)[0];
  return (
    <div className="decide">
      <p>{props.why}</p>
      {next !== undefined && <ActAsHolder role={next.role} not={barred} />}
    </div>
  );
}

interface AskProps {
  readonly approval: ApprovalView;
  readonly roles: readonly RoleName[];
  readonly onStop: () => void;
}

function ConfirmApproval({ approval, roles, onStop }: AskProps): ReactNode {
  const [role, setRole] = useState(roles[0]?.id ?? '');
  const who = useWho();
  const needsPassword = who.demo === null;
  const [password, setPassword] = useState('');
  const form = useRef<HTMLFormElement>(null);
  const act = useAct(
    () => client.approve(approval.key, role, needsPassword ? password : undefined),
    'Your approval is in the journal.',
  );
  // The password where one is asked for, else the button: one press more and it is written.
  useEffect(() => {
    form.current?.querySelector<HTMLElement>('input[type="password"], .button-primary')?.focus();
  }, []);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    act.run(undefined);
  };
  const name = roles.find((each) => each.id === role)?.name ?? role;
  return (
    <form ref={form} onSubmit={submit}>
      <fieldset className="decide decide-ask">
        <legend>You approve as {name}</legend>
        <p>
          It is written under your name and cannot be taken back; the measure itself can be undone.
        </p>
        <RoleChoice roles={roles} role={role} onRole={setRole} />
        {needsPassword && (
          <TextField
            label="Your password, once more"
            type="password"
            value={password}
            onChange={setPassword}
            autoComplete="current-password"
          />
        )}
        <div className="actions">
          <button
            className="button button-primary button-touch"
            disabled={act.busy || (needsPassword && password === '')}
          >
            Approve now
          </button>
          <button type="button" className="button button-touch" onClick={onStop}>
            Not yet
          </button>
        </div>
        <ActError error={act.error} />
      </fieldset>
    </form>
  );
}

function RefusalForm({ approval, roles, onStop }: AskProps): ReactNode {
  const [role, setRole] = useState(roles[0]?.id ?? '');
  const [reason, setReason] = useState('');
  const act = useAct(
    () => client.refuse(approval.key, role, reason),
    'Your refusal is in the journal.',
  );
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    act.run(undefined);
  };
  return (
    <form className="decide decide-ask" onSubmit={submit}>
      <RoleChoice roles={roles} role={role} onRole={setRole} />
      <TextField
        label="Why it must not be done"
        hint="The others read this; say what should be done instead."
        value={reason}
        onChange={setReason}
        lines={3}
      />
      <div className="actions">
        <button className="button button-danger button-touch" disabled={act.busy || !reason.trim()}>
          Refuse now
        </button>
        <button type="button" className="button button-touch" onClick={onStop}>
          Not yet
        </button>
      </div>
      <ActError error={act.error} />
    </form>
  );
}

function RoleChoice(props: {
  readonly roles: readonly RoleName[];
  readonly role: string;
  readonly onRole: (role: string) => void;
}): ReactNode {
  if (props.roles.length < 2) return null;
  return (
    <div className="choices" role="radiogroup" aria-label="In which role">
      {props.roles.map((each) => (
        <label key={each.id}>
          <input
            type="radio"
            name="role"
            checked={props.role === each.id}
            onChange={() => props.onRole(each.id)}
          />
          {each.name}
        </label>
      ))}
    </div>
  );
}
