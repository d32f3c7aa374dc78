import type { ControlView } from '@bulkhead/model';
import { useState, type ReactNode } from 'react';
import { client } from '../../client.ts';
import { Mark } from '../../ui/mark.tsx';
import { Cites } from '../../ui/cites.tsx';
import { Empty } from '../../ui/panel.tsx';
import { Since, Until } from '../../ui/time.tsx';
import { roleWords } from '../../ui/words.ts';
import { ActAsPermitted } from '../session/act-as-permitted.tsx';
import { useMay } from '../session/who.ts';
import { inForce } from '../situation/order.ts';
import { Words } from './headline.tsx';

/** Controls of this incident, in force first. */
export function Controls({ controls }: { readonly controls: readonly ControlView[] }): ReactNode {
  if (controls.length === 0) return <Empty>None was put in place.</Empty>;
  const lifted = controls.filter((each) => each.liftedAt !== null);
  return (
    <ul className="duties">
      {[...inForce(controls), ...lifted].map((control) => (
        <Control key={control.key} control={control} />
      ))}
    </ul>
  );
}

function Control({ control }: { readonly control: ControlView }): ReactNode {
  const may = useMay('report-work');
  const [asking, setAsking] = useState(false);
  return (
    <li className="duty">
      <p className="row-line">
        {control.liftedAt === null ? (
          <Mark tone="force" word="in force" />
        ) : (
          <span className="row-state">
            lifted <Since at={control.liftedAt} />
          </span>
        )}
        {control.liftedAt === null && control.expiresAt !== null && (
          <Until at={control.expiresAt} />
        )}
      </p>
      <p>{control.what}</p>
      <p className="muted">
        Owner {roleWords(control.owner)}. Undo: {control.undo}
      </p>
      <p className="muted">
        Placed <Since at={control.placedAt} /> <Cites cites={control.cites} />
      </p>
      {control.liftedAt === null && may && !asking && (
        <button type="button" className="button button-small" onClick={() => setAsking(true)}>
          Lift it
        </button>
      )}
      {control.liftedAt === null && !may && <ActAsPermitted permission="report-work" />}
      {asking && (
        <Words
          label="Proof that it was undone"
          hint="What you saw: label, position, and that normal traffic is back."
          verb="It is lifted"
          send={(proof) => client.liftControl(control.key, proof)}
          done="The control is lifted."
          onStop={() => setAsking(false)}
        />
      )}
    </li>
  );
}
