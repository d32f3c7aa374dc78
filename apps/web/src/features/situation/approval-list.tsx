import { Link } from '@tanstack/react-router';
import type { ApprovalView } from '@bulkhead/model';
import type { ReactNode } from 'react';
import { Empty } from '../../ui/panel.tsx';
import { Since } from '../../ui/time.tsx';
import { keyToSegment } from '../approval/address.ts';
import { missingRoles } from '../approval/needs.ts';

/** Decisions that wait, each opening its page. */
export function ApprovalList(props: { readonly approvals: readonly ApprovalView[] }): ReactNode {
  if (props.approvals.length === 0) {
    return <Empty>None. A step of a playbook that can affect the process asks here first.</Empty>;
  }
  return (
    <ul className="rows">
      {props.approvals.map((approval) => (
        <li key={approval.key}>
          <Link
            className="row"
            data-row
            to="/approvals/$segment"
            params={{ segment: keyToSegment(approval.key) }}
            search={{ incident: approval.incidentId }}
          >
            <span className="row-title">{approval.title}</span>
            <span className="row-line muted">
              <span>for {missingRoles(approval)}</span>
              <Since at={approval.requestedAt} />
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
