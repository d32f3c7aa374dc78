import type { ApprovalView } from '@bulkhead/model';
import type { ReactNode } from 'react';
import { durationText } from '../../ui/duration.ts';
import { Mark } from '../../ui/mark.tsx';
import { Cites } from '../../ui/cites.tsx';
import { Facts } from '../../ui/panel.tsx';
import { Instant, Since } from '../../ui/time.tsx';
import { roleWords } from '../../ui/words.ts';
import { useWho } from '../session/who.ts';
import { Decide } from './decide.tsx';
import { GateFacts } from './gate-facts.tsx';
import { missingRoles } from './needs.ts';

const MINUTE_MS = 60_000;

const IMPACT_WORDS: Record<ApprovalView['impact'], string> = {
  observe: 'looks, changes nothing',
  notify: 'tells people',
  contain: 'contains: changes the network',
  process: 'can affect the process',
};

/** One decision, whole on one screen: what, at what price, instead of what, and who must agree. */
export function ApprovalCard({ approval }: { readonly approval: ApprovalView }): ReactNode {
  const { preview } = approval;
  const who = useWho();
  const expiry =
    preview.expiresAfterMinutes === null
      ? 'Does not expire by itself.'
      : `Expires ${durationText(preview.expiresAfterMinutes * MINUTE_MS)} after it is in force.`;
  return (
    <article className={`approval approval-${approval.state}`} aria-label={approval.title}>
      <div className="approval-preview">
        <p className="approval-impact">
          <Mark
            tone={approval.impact === 'process' ? 'high' : 'plain'}
            word={IMPACT_WORDS[approval.impact]}
          />
          <span className="muted">gate {approval.gate.name}</span>
        </p>
        <p className="approval-does">{preview.does}</p>
        <div className="approval-effects">
          <Effect title="Cuts" items={preview.cuts} none="Nothing is cut." />
          <Effect title="Is lost" items={preview.loses} none="Nothing is lost." />
          <Effect title="Stays" items={preview.keeps} none="Not stated." />
          <Effect title="Instead" items={preview.alternatives} none="No alternative is known." />
        </div>
        <Facts
          items={[
            ['If nothing is done', preview.doNothing],
            ['Undo', preview.undo],
            ['Expiry', expiry],
            ['Owner', roleWords(preview.owner)],
            [
              'Asked',
              <span key="asked">
                by {approval.requestedBy}, <Since at={approval.requestedAt} />{' '}
                <Cites cites={approval.cites} />
              </span>,
            ],
          ]}
        />
      </div>
      <div className="approval-answer">
        <GateFacts approval={approval} />
        <Agreement approval={approval} />
        {/* Half a decision of one person is never left open for the next. */}
        {approval.state === 'waiting' && <Decide key={who.person} approval={approval} />}
        <Outcome approval={approval} />
      </div>
    </article>
  );
}

function Effect(props: {
  readonly title: string;
  readonly items: readonly string[];
  readonly none: string;
}): ReactNode {
  return (
    <section>
      <h3>{props.title}</h3>
      {props.items.length === 0 ? (
        <p className="muted">{props.none}</p>
      ) : (
        <ul>
          {props.items.map((item) => (
            <li key={item}>{item}</li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** Who must agree, and who has. */
function Agreement({ approval }: { readonly approval: ApprovalView }): ReactNode {
  return (
    <section className="approval-part">
      <h3>Who must agree</h3>
      <ul className="needs">
        {approval.needs.map((need) => (
          <li
            key={need.role}
            className={need.given.length >= need.count ? 'need-met' : 'need-open'}
          >
            <span className="need-role">
              {need.roleName}
              {need.count > 1 && `, ${need.count} people`}
            </span>
            <span>
              {need.given.map((each) => (
                <span key={each.person} className="need-given">
                  {each.name} agreed <Instant at={each.at} /> <Cites cites={each.cites} />
                </span>
              ))}
              {need.given.length < need.count && (
                <span className="muted">
                  {approval.state === 'waiting' ? 'has not answered' : 'did not answer'}
                </span>
              )}
            </span>
          </li>
        ))}
      </ul>
      {approval.state === 'waiting' && approval.escalation !== null && (
        <p className="muted">
          If nobody answers, {approval.escalation.roleName} is told{' '}
          <Since at={approval.escalation.at} />
        </p>
      )}
    </section>
  );
}

function Outcome({ approval }: { readonly approval: ApprovalView }): ReactNode {
  if (approval.state === 'waiting') {
    return <p className="muted">Waiting for {missingRoles(approval)}.</p>;
  }
  if (approval.refusal !== null) {
    const { name, reason, at } = approval.refusal;
    return (
      <p className="approval-outcome">
        <strong>Refused</strong> by {name} <Instant at={at} />: {reason}
      </p>
    );
  }
  return (
    <p className="approval-outcome">
      <strong>Approved.</strong> The gate opened and the step was handed on.
    </p>
  );
}
