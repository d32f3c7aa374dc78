import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { DropdownMenu } from 'radix-ui';
import type { ReactNode } from 'react';
import { client, type SamplePerson, type SignedIn } from '../../client.ts';
import { queryClient, situationQuery } from '../../queries.ts';
import { say } from '../../ui/toast.tsx';
import { keyToSegment } from '../approval/address.ts';
import { useFieldWork } from './field-work.ts';
import { nextStep } from './next-step.ts';
import { useWho } from './who.ts';

const rolesOf = (person: SamplePerson): string => person.roles.map(({ name }) => name).join(', ');

/** Takes another part, with a way back in the message. */
export async function actAs(person: SamplePerson, before?: SignedIn): Promise<void> {
  try {
    await client.switchPerson(person.person);
    await queryClient.invalidateQueries();
    const back = before?.demo?.people.find((each) => each.person === before.person);
    say(
      `You act as ${person.name}, ${rolesOf(person)}.`,
      back === undefined ? undefined : () => void actAs(back),
    );
  } catch (error) {
    say(error instanceof Error ? error.message : 'The part could not be taken.');
  }
}

/** Over every page of the sample plant: whose part the visitor has, and what to do next. */
export function DemoBanner({ demo }: { readonly demo: NonNullable<SignedIn['demo']> }): ReactNode {
  const who = useWho();
  const { data } = useQuery(situationQuery);
  const work = useFieldWork(data);
  return (
    <aside className="demo" aria-label="Sample plant">
      <span className="demo-who">
        Sample plant. You act as <strong>{who.name}</strong>,{' '}
        {who.roles.map((role) => role.name).join(', ')}.
      </span>
      <DropdownMenu.Root modal={false}>
        <DropdownMenu.Trigger className="button button-small">Act as another</DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content className="menu" align="start" sideOffset={4}>
            {demo.people.map((person) => (
              <DropdownMenu.Item
                key={person.person}
                className="menu-item"
                disabled={person.person === who.person}
                onSelect={() => void actAs(person, who)}
              >
                {person.name}
                <span className="menu-more">{rolesOf(person)}</span>
              </DropdownMenu.Item>
            ))}
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
      <span className="demo-next">
        {data !== undefined && <Next step={nextStep(data, demo.people, who.person, work)} />}
      </span>
    </aside>
  );
}

function Next({ step }: { readonly step: ReturnType<typeof nextStep> }): ReactNode {
  const who = useWho();
  const { actAs: person, approval, incidentId } = step;
  return (
    <>
      <span className="muted">Next:</span>{' '}
      {approval !== null ? (
        <Link
          to="/approvals/$segment"
          params={{ segment: keyToSegment(approval.key) }}
          search={{ incident: approval.incidentId }}
        >
          {step.text}
        </Link>
      ) : incidentId === null ? (
        step.text
      ) : (
        <Link to="/incidents/$incidentId" params={{ incidentId }}>
          {step.text}
        </Link>
      )}{' '}
      {person !== null && (
        <button
          type="button"
          className="button button-small"
          onClick={() => void actAs(person, who)}
        >
          Act as {person.name}
        </button>
      )}
    </>
  );
}
