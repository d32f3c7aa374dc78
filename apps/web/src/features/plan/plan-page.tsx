import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Finding, PlanView } from '@bulkhead/model';
import type { ReactNode } from 'react';
import { planQuery } from '../../queries.ts';
import { Mark } from '../../ui/mark.tsx';
import { Empty, Panel } from '../../ui/panel.tsx';
import { Loaded } from '../../ui/state.tsx';
import { FileView } from './file-view.tsx';

const TONES = { error: 'critical', warning: 'attention', note: 'plain' } as const;
const RANKS = { error: 0, warning: 1, note: 2 } as const;

interface PlanPageProps {
  readonly file: string | undefined;
  readonly line: number | undefined;
}

/** The plan as text: what is wrong with it, how ready it is, and each file with its findings. */
export function PlanPage({ file, line }: PlanPageProps): ReactNode {
  const query = useQuery(planQuery);
  return (
    <main id="main" tabIndex={-1}>
      <title>Plan · Bulkhead</title>
      <Loaded query={query} what="the plan">
        {(view) => (
          <>
            <header className="plan-head">
              <h1>
                {view.name} <span className="muted">version {view.version}</span>
              </h1>
              <code className="muted" title={view.digest}>
                {view.digest.slice(0, 23)}
              </code>
            </header>
            <div className="plan">
              <div className="plan-side">
                <ReadinessPanel readiness={view.readiness} />
                <Findings findings={view.findings} />
              </div>
              <FileView view={view} file={file} line={line} />
            </div>
          </>
        )}
      </Loaded>
    </main>
  );
}

function ReadinessPanel(props: { readonly readiness: PlanView['readiness'] }): ReactNode {
  const { score, parts } = props.readiness;
  return (
    <Panel title="Readiness">
      <p className="score">
        <span className="score-number">{Math.round(score)}</span> of 100
      </p>
      <ul className="parts">
        {parts.map((part) => (
          <li key={part.id}>
            <p className="part-line">
              <span>{part.title}</span>
              <span className="figures">
                {part.points} of {part.pointsMax}
              </span>
            </p>
            <meter
              min={0}
              max={part.pointsMax}
              value={part.points}
              aria-label={`${part.title}: ${part.points} of ${part.pointsMax} points`}
            />
            {part.because.length > 0 && (
              <ul className="because">
                {part.because.map((why) => (
                  <li key={why}>{why}</li>
                ))}
              </ul>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Findings({ findings }: { readonly findings: readonly Finding[] }): ReactNode {
  const sorted = findings.toSorted((a, b) => RANKS[a.severity] - RANKS[b.severity]);
  return (
    <Panel title="Findings" aside={findings.length}>
      {sorted.length === 0 && <Empty>The plan has no findings.</Empty>}
      <ul className="rows">
        {sorted.map((finding) => (
          <li key={`${finding.file}:${finding.line}:${finding.column} ${finding.code}`}>
            <Link
              className="row"
              data-row
              to="/plan"
              search={{ file: finding.file, line: finding.line }}
              resetScroll={false}
            >
              <span className="row-line">
                <Mark tone={TONES[finding.severity]} word={finding.severity} />
                <code>
                  {finding.file}:{finding.line}:{finding.column}
                </code>
              </span>
              <span className="row-title">{finding.message}</span>
              <span className="muted">
                {finding.fix} <code>{finding.code}</code>
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
