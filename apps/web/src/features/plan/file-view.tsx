import { Link } from '@tanstack/react-router';
import type { Finding, PlanView } from '@bulkhead/model';
import { useEffect, useRef, type ReactNode } from 'react';
import { Empty, Panel } from '../../ui/panel.tsx';

/** Lines shown of one file; the plan's own limit on a file is lower. */
const LINES_MAX = 5_000;

interface FileViewProps {
  readonly view: PlanView;
  readonly file: string | undefined;
  readonly line: number | undefined;
}

/** The files of the plan, and one of them with its findings under the lines they speak of. */
export function FileView({ view, file, line }: FileViewProps): ReactNode {
  const named = file ?? view.findings[0]?.file;
  const open = view.files.find((each) => each.file === named) ?? view.files[0];
  if (open === undefined) {
    return (
      <Panel title="Files">
        <Empty>The plan has no files.</Empty>
      </Panel>
    );
  }
  const findings = view.findings.filter((each) => each.file === open.file);
  return (
    <Panel title={open.file} className="plan-file" aside={`${open.bytes.toLocaleString()} bytes`}>
      <nav className="files" aria-label="Files of the plan">
        {view.files.map((each) => {
          const count = view.findings.filter((finding) => finding.file === each.file).length;
          return (
            <Link
              key={each.file}
              to="/plan"
              search={{ file: each.file }}
              resetScroll={false}
              aria-current={each.file === open.file ? 'page' : undefined}
            >
              {each.file}
              {count > 0 && <span className="files-count">{count}</span>}
            </Link>
          );
        })}
      </nav>
      <Source text={open.text} findings={findings} line={line} key={open.file} />
    </Panel>
  );
}

function Source(props: {
  readonly text: string;
  readonly findings: readonly Finding[];
  readonly line: number | undefined;
}): ReactNode {
  const wanted = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (props.line !== undefined) wanted.current?.scrollIntoView({ block: 'center' });
  }, [props.line]);
  const lines = props.text.split('\n').slice(0, LINES_MAX);
  return (
    // The text scrolls on its own, so it must take the focus.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section className="source" aria-label="Text of the file" tabIndex={0}>
      <ol>
        {lines.map((text, n) => {
          const here = props.findings.filter((each) => each.line === n + 1);
          const isWanted = props.line === n + 1;
          return (
            <li
              // Lines have no name but their number.
              // oxlint-disable-next-line react/no-array-index-key
              key={n}
              ref={isWanted ? wanted : null}
              className={here.length > 0 || isWanted ? 'line line-found' : 'line'}
            >
              <code>{text === '' ? ' ' : text}</code>
              {here.map((finding) => (
                <p
                  key={finding.code + finding.column}
                  className={`line-says line-${finding.severity}`}
                >
                  column {finding.column}, {finding.severity}: {finding.message} {finding.fix}
                </p>
              ))}
            </li>
          );
        })}
      </ol>
    </section>
  );
}
