import { useMutation } from '@tanstack/react-query';
import { useRef, useState, type ReactNode } from 'react';
import { client, type People } from '../../client.ts';
import { peopleQuery, queryClient } from '../../queries.ts';
import { ActError } from '../../ui/act.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { Until } from '../../ui/time.tsx';

type Person = People['people'][number];

const VERBS: Record<Person['account'], string> = {
  none: 'Invite',
  invited: 'Invite again',
  active: 'New password',
};

/** Makes a link for one person, and shows it once. */
export function Invite({ person }: { readonly person: Person }): ReactNode {
  const invite = useMutation({
    mutationFn: () => client.invite(person.person),
    onSuccess: () => queryClient.invalidateQueries(peopleQuery),
  });
  return (
    <>
      <button
        type="button"
        className="button button-small"
        aria-label={`${VERBS[person.account]}: ${person.name}`}
        disabled={invite.isPending}
        onClick={() => invite.mutate()}
      >
        {VERBS[person.account]}
      </button>
      <ActError error={invite.error} />
      {invite.data !== undefined && (
        <LinkSheet person={person} made={invite.data} onClose={() => invite.reset()} />
      )}
    </>
  );
}

function LinkSheet(props: {
  readonly person: Person;
  readonly made: { readonly path: string; readonly expiresAt: string };
  readonly onClose: () => void;
}): ReactNode {
  const { person, made, onClose } = props;
  const link = `${location.origin}${made.path}`;
  const field = useRef<HTMLInputElement>(null);
  const [copied, setCopied] = useState('');
  const copy = async (): Promise<void> => {
    field.current?.select();
    try {
      await navigator.clipboard.writeText(link);
      setCopied('Copied.');
    } catch {
      setCopied('The link is selected: press Ctrl C to copy it.');
    }
  };
  return (
    <Sheet
      title={`A link for ${person.name}`}
      about={
        'Hand it over in person or on a channel that you trust: whoever opens it becomes ' +
        `${person.name}. It is shown only now, works once, and ends every earlier link.`
      }
      onClose={onClose}
    >
      <div className="field">
        <label htmlFor="invite-link">Link</label>
        <input
          id="invite-link"
          ref={field}
          readOnly
          value={link}
          onFocus={(event) => event.target.select()}
        />
      </div>
      <div className="actions">
        <button
          type="button"
          className="button button-primary button-touch"
          onClick={() => void copy()}
        >
          Copy the link
        </button>
        <output>{copied}</output>
      </div>
      <p>
        Expires: <Until at={made.expiresAt} />. They sign in as <code>{person.person}</code> from
        then on.
        {person.account === 'active' &&
          ' Setting a new password signs them out wherever they are signed in.'}
      </p>
    </Sheet>
  );
}
