import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { AlertView, IncidentView } from '@bulkhead/model';
import type { ReactNode } from 'react';
import { packetsQuery, ruleQuery } from '../../queries.ts';
import { SeverityMark } from '../../ui/mark.tsx';
import { Cites } from '../../ui/cites.tsx';
import { Facts } from '../../ui/panel.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { Loaded } from '../../ui/state.tsx';
import { Interval } from '../../ui/time.tsx';
import { Verbatim } from '../../ui/verbatim.tsx';
import { didWords } from './did-words.ts';
import { PacketPair } from './packet-pair.tsx';

/** Why an alert fired, beside the packets that it cites. */
export function PacketSheet(props: {
  readonly view: IncidentView;
  readonly alertId: string;
}): ReactNode {
  const navigate = useNavigate();
  const query = useQuery(packetsQuery(props.alertId));
  const found = props.view.alerts.find(({ alert }) => alert.id === props.alertId);
  const close = (): void =>
    void navigate({
      to: '/incidents/$incidentId',
      params: { incidentId: props.view.summary.id },
      search: {},
      resetScroll: false,
    });
  return (
    <Sheet
      title="Packets of this alert"
      about={found?.alert.rule.title ?? 'This alert is not part of the incident.'}
      wide
      onClose={close}
    >
      {found !== undefined && <AlertFacts found={found} />}
      <div className="why">
        <section aria-label="Packets">
          <Loaded query={query} what="the packets">
            {(data) => <PacketPair data={data} />}
          </Loaded>
        </section>
        {found !== undefined && <RuleSide ruleId={found.alert.rule.id} />}
      </div>
    </Sheet>
  );
}

function AlertFacts({ found }: { readonly found: AlertView }): ReactNode {
  const { alert, clientName, serverName, cites } = found;
  return (
    <Facts
      items={[
        ['severity', <SeverityMark key="severity" severity={alert.severity} />],
        [
          'from',
          <span key="from">
            {clientName} <code>{alert.client}</code>
          </span>,
        ],
        [
          'to',
          <span key="to">
            {serverName} <code>{alert.server}</code>
          </span>,
        ],
        ['did', didWords(alert)],
        ['objects', <code key="objects">{alert.objects.join(', ') || 'none'}</code>],
        [
          'seen',
          <span key="seen">
            {alert.count === 1 ? 'once' : `${alert.count} times`},{' '}
            <Interval from={alert.firstAt} to={alert.lastAt} />
          </span>,
        ],
        ['techniques', <code key="techniques">{alert.techniques.join(', ') || 'none'}</code>],
        ['journal', <Cites key="cites" cites={cites} />],
      ]}
    />
  );
}

/** The rule beside the packets: what it looks for, what else may look like it, its text. */
function RuleSide({ ruleId }: { readonly ruleId: string }): ReactNode {
  const query = useQuery(ruleQuery(ruleId));
  return (
    <section className="rule" aria-label="Rule">
      <h3>Why it fired</h3>
      <Loaded query={query} what="the rule">
        {(rule) => (
          <>
            <p>{rule.description}</p>
            {rule.falsePositives.length > 0 && (
              <>
                <h4>What else may look like it</h4>
                <ul className="plain-list">
                  {rule.falsePositives.map((text) => (
                    <li key={text}>{text}</li>
                  ))}
                </ul>
              </>
            )}
            <p className="muted">
              <code>{rule.file}</code>
            </p>
            <Verbatim label="Text of the rule" text={rule.text} />
          </>
        )}
      </Loaded>
      <p className="rule-id">
        rule <code>{ruleId}</code>
      </p>
    </section>
  );
}
