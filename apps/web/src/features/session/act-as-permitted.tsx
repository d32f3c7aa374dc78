import type { ReactNode } from 'react';
import type { SamplePerson } from '../../client.ts';
import { actAs } from './demo-banner.tsx';
import { permittedPeople } from './permitted.ts';
import { useWho } from './who.ts';

/** In the sample plant, a button that takes a part which probably permits this. */
export function ActAsPermitted({ permission }: { readonly permission: string }): ReactNode {
  const who = useWho();
  const holder: SamplePerson | undefined = permittedPeople(who.demo?.people ?? [], permission).find(
    (each) => each.person !== who.person,
  );
  if (holder === undefined) return null;
  return (
    <button type="button" className="button button-small" onClick={() => void actAs(holder, who)}>
      Act as {holder.name}
    </button>
  );
}
