import { Link } from '@tanstack/react-router';
import type { IncidentView } from '@bulkhead/model';
import { useMemo, type ReactNode } from 'react';
import { SeverityMark } from '../../ui/mark.tsx';
import { Empty } from '../../ui/panel.tsx';
import { Interval } from '../../ui/time.tsx';
import { countWords } from '../../ui/words.ts';
import { chainOf, type ChainEnd, type ChainLink } from './chain.ts';

/** From the first host to the controllers: who did what to whom. */
export function ChainPanel({ view }: { readonly view: IncidentView }): ReactNode {
  const sources = useMemo(() => chainOf(view), [view]);
  if (sources.length === 0) return <Empty>No alert is left in this incident.</Empty>;
  return (
    <ol className="chain">
      {sources.map(({ source, links }) => (
        <li key={source.address} className="chain-source">
          <End end={source} part="source" />
          <ol className="chain-links">
            {links.map((link) => (
              <li key={link.target.address} className="chain-link">
                <Did link={link} incidentId={view.summary.id} />
                <End end={link.target} part="target" />
              </li>
            ))}
          </ol>
        </li>
      ))}
    </ol>
  );
}

function End(props: { readonly end: ChainEnd; readonly part: string }): ReactNode {
  const { address, name, asset } = props.end;
  return (
    <div className={asset?.known === true ? 'chain-end' : 'chain-end chain-end-unknown'}>
      <span className="chain-part">
        {asset?.level === undefined || asset.level === null
          ? 'not in the plan'
          : `level ${asset.level}`}
        {', '}
        {props.part}
      </span>
      <strong>{asset?.name ?? name}</strong>
      <code>{address}</code>
      {asset?.zoneName !== undefined && asset.zoneName !== null && (
        <span className="muted">{asset.zoneName}</span>
      )}
      {props.part === 'target' && asset !== null && <Rests functions={asset.functions} />}
    </div>
  );
}

/** What rests on it: the first function in words, the others on demand. */
function Rests(props: {
  readonly functions: NonNullable<ChainEnd['asset']>['functions'];
}): ReactNode {
  const [first, ...others] = props.functions;
  if (first === undefined) return null;
  return (
    <span className="chain-function">
      {first.name}: {first.consequence}
      {others.length > 0 && (
        <span
          className="muted"
          title={others.map((each) => `${each.name}: ${each.consequence}`).join('\n')}
        >
          , and {countWords(others.length, 'function', 'functions')} more
        </span>
      )}
    </span>
  );
}

function Did(props: { readonly link: ChainLink; readonly incidentId: string }): ReactNode {
  const { link } = props;
  return (
    <div className="chain-did">
      <p className="row-line">
        <SeverityMark severity={link.severity} />
        <span className="muted">
          <Interval from={link.firstAt} to={link.lastAt} />
        </span>
      </p>
      <ul>
        {link.did.map((each) => (
          <li key={each.alertId}>
            <Link
              to="/incidents/$incidentId"
              params={{ incidentId: props.incidentId }}
              search={{ alert: each.alertId }}
            >
              {each.title}
            </Link>
            {each.count > 1 && <span className="muted"> ×{each.count}</span>}
          </li>
        ))}
      </ul>
      {link.refused > 0 && (
        <p className="muted">
          The device refused part of it: {link.refused} {link.refused === 1 ? 'alert' : 'alerts'}.
        </p>
      )}
    </div>
  );
}
