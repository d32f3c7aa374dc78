import type { IncidentView } from '@bulkhead/model';
import type { ReactNode } from 'react';
import { Cites } from '../../ui/cites.tsx';
import { Empty, Facts } from '../../ui/panel.tsx';
import { Instant, Interval } from '../../ui/time.tsx';

/** What is held, by digest, and the state of the journal that it hangs on. */
export function EvidencePanel({ view }: { readonly view: IncidentView }): ReactNode {
  return (
    <>
      {view.evidence.length + view.captures.length === 0 && (
        <Empty>Nothing is held yet. Captures that alerts cite are added by themselves.</Empty>
      )}
      <ul className="evidence">
        {view.captures.map((capture) => (
          <li key={`capture ${capture.digest}`}>
            <span>
              {capture.file} <span className="tag">capture</span>
            </span>
            <span className="muted">
              {capture.packets.toLocaleString()} packets, {capture.bytes.toLocaleString()} bytes
              {capture.firstAt !== null && capture.lastAt !== null && (
                <>
                  , <Interval from={capture.firstAt} to={capture.lastAt} />
                </>
              )}
            </span>
            <code title={capture.digest}>{capture.digest.slice(0, 23)}</code>{' '}
            <Cites cites={capture.cites} />
          </li>
        ))}
        {view.evidence.map((item) => (
          <li key={item.digest}>
            <span>
              {item.name} {!item.stored && <span className="tag tag-unseen">bytes not stored</span>}
            </span>
            <span className="muted">
              {item.why}. {item.bytes.toLocaleString()} bytes, by {item.by} <Instant at={item.at} />
            </span>
            <code title={item.digest}>{item.digest.slice(0, 23)}</code> <Cites cites={item.cites} />
          </li>
        ))}
      </ul>
      <Facts
        items={[
          [
            'plan',
            <span key="plan">
              {view.plan.name} {view.plan.version}{' '}
              <code title={view.plan.digest}>{view.plan.digest.slice(7, 15)}</code>
            </span>,
          ],
          [
            'journal',
            <span key="journal">
              <code>{view.journal.origin}</code>, {view.journal.entries.toLocaleString()} entries
            </span>,
          ],
          [
            'root',
            <code key="root" title={view.journal.root}>
              {view.journal.root.slice(0, 23)}
            </code>,
          ],
        ]}
      />
    </>
  );
}
