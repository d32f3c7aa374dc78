import type { ReactNode } from 'react';
import type { SamplePerson } from '../../client.ts';
import { actAs } from './demo-banner.tsx';
import { useWho } from './who.ts';

/** Roles of the sample plant that usually hold a permission, most fitting first. */
const ROLES: Record<string, readonly string[]> = {
  'report-work': ['ot-engineer', 'shift-supervisor'],
  'start-run': ['incident-commander', 'soc-analyst'],
  submit: ['compliance-officer', 'plant-manager'],
  attest: ['shift-supervisor', 'ot-engineer'],
};

/** In the sample plant, a button that takes a part which probably permits this. */
export function ActAsPermitted({ permission }: { readonly permission: string }): ReactNode {
  const who = useWho();
  const holder: SamplePerson | undefined = (ROLES[permission] ?? [])
    .map((role) => who.demo?.people.find((each) => each.roles.some(({ id }) => id === role)))
    .find((each) => each !== undefined && each.person !== who.person);
  if (holder === undefined) return null;
  return (
    <button type="button" className="button button-small" onClick={() => void actAs(holder, who)}>
      Act as {holder.name}
    </button>
  );
}
