import type { IncidentView } from '@bulkhead/model';
import type { ReactNode } from 'react';
import { Empty } from '../../ui/panel.tsx';
import { roleWords } from '../../ui/words.ts';

const SIDES: Record<string, string> = { it: 'IT', ot: 'OT', management: 'management' };

/** Who is in this, in which role, and how to reach them without this screen. */
export function PeoplePanel(props: { readonly people: IncidentView['people'] }): ReactNode {
  if (props.people.length === 0) return <Empty>The plan names nobody for this incident.</Empty>;
  return (
    <ul className="people">
      {props.people.map((person) => (
        <li key={person.id}>
          <span>
            {person.name} <span className="tag">{SIDES[person.side] ?? person.side}</span>
          </span>
          <span className="muted">{person.roles.map(roleWords).join(', ')}</span>
          <span className="contact">{person.contact}</span>
        </li>
      ))}
    </ul>
  );
}
