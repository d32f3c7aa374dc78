import { Link } from '@tanstack/react-router';
import type { ControlView } from '@bulkhead/model';
import type { ReactNode } from 'react';
import { Mark } from '../../ui/mark.tsx';
import { Empty } from '../../ui/panel.tsx';
import { Since, Until } from '../../ui/time.tsx';
import { roleWords } from '../../ui/words.ts';
import { inForce } from './order.ts';

/** Temporary controls with owner, undo and expiry. */
export function ControlList(props: { readonly controls: readonly ControlView[] }): ReactNode {
  const controls = inForce(props.controls);
  if (controls.length === 0) {
    return <Empty>None. A measure that was put in place stays here until it is lifted.</Empty>;
  }
  return (
    <ul className="rows">
      {controls.map((control) => (
        <li key={control.key}>
          <Link
            className="row"
            data-row
            to="/incidents/$incidentId"
            params={{ incidentId: control.incidentId }}
            search={{}}
            hash="controls"
          >
            <span className="row-line">
              <Mark tone="force" word="in force" />
              <Since at={control.placedAt} />
            </span>
            <span className="row-title">{control.what}</span>
            <span className="muted">
              Owner {roleWords(control.owner)}.{' '}
              {control.expiresAt === null ? 'No expiry.' : <Until at={control.expiresAt} />}
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
