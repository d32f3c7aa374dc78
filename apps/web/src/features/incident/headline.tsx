import type { IncidentView } from '@bulkhead/model';
import { useState, type FormEvent, type ReactNode } from 'react';
import { client, downloadPath } from '../../client.ts';
import { ActError, useAct } from '../../ui/act.tsx';
import { TextField } from '../../ui/field.tsx';
import { SeverityMark } from '../../ui/mark.tsx';
import { Interval, Since } from '../../ui/time.tsx';
import { useMay } from '../session/who.ts';

/** What is happening, how bad and why, and what can be done with the incident as a whole. */
export function Headline({ view }: { readonly view: IncidentView }): ReactNode {
  const { summary } = view;
  const blinks = summary.state === 'open' && summary.severity === 'critical';
  return (
    <header className="headline">
      <div className="headline-words">
        <p className="row-line">
          <SeverityMark severity={summary.severity} blinks={blinks} />
          <span className="row-state">
            {summary.state === 'open' ? 'not acknowledged' : summary.state}
          </span>
          <span className="muted">
            opened <Since at={summary.openedAt} />
          </span>
          <span className="muted">
            on the wire <Interval from={summary.firstAt} to={summary.lastAt} />
          </span>
        </p>
        <h1>{summary.title}</h1>
        <p className="headline-text">{summary.headline}</p>
        <p className="headline-because">
          <span className="muted">{summary.severity} because </span>
          {summary.severityBecause.join('; ')}
        </p>
        <Techniques techniques={summary.techniques} />
      </div>
      <HeadlineActions view={view} />
    </header>
  );
}

/** Shown at once up to this many; more are a click away. */
const TECHNIQUES_SHOWN = 5;

function Techniques(props: {
  readonly techniques: IncidentView['summary']['techniques'];
}): ReactNode {
  const { techniques } = props;
  if (techniques.length === 0) return null;
  const tags = (
    <p className="techniques">
      {techniques.map((technique) => (
        <span key={technique.id} className="tag">
          {technique.name} <code>{technique.id}</code>
        </span>
      ))}
    </p>
  );
  if (techniques.length <= TECHNIQUES_SHOWN) return tags;
  return (
    <details>
      <summary>{techniques.length} techniques of ATT&amp;CK for ICS</summary>
      {tags}
    </details>
  );
}

function HeadlineActions({ view }: { readonly view: IncidentView }): ReactNode {
  const { id, state } = view.summary;
  const mayClose = useMay('close');
  const [asking, setAsking] = useState<'note' | 'close' | null>(null);
  const acknowledge = useAct(() => client.acknowledge(id), 'Acknowledged under your name.');
  const stop = (): void => setAsking(null);
  return (
    <div className="headline-actions">
      <div className="actions">
        {state === 'open' && (
          <button
            type="button"
            className="button button-primary"
            disabled={acknowledge.busy}
            onClick={() => acknowledge.run(undefined)}
          >
            Acknowledge
          </button>
        )}
        <a className="button" href={downloadPath(id, 'report.pdf')} download>
          Report, PDF
        </a>
        <a
          className="button"
          href={downloadPath(id, 'report.html')}
          target="_blank"
          rel="noreferrer"
        >
          Report, HTML
        </a>
        <a className="button" href={downloadPath(id, 'bundle.zip')} download>
          Evidence bundle
        </a>
        {state !== 'closed' && (
          <button type="button" className="button" onClick={() => setAsking('note')}>
            Add a note
          </button>
        )}
        {state !== 'closed' && mayClose && (
          <button type="button" className="button" onClick={() => setAsking('close')}>
            Close
          </button>
        )}
      </div>
      <ActError error={acknowledge.error} />
      {asking === 'note' && (
        <Words
          label="Note"
          hint="What you know and how. It goes on the timeline under your name."
          verb="Add the note"
          send={(text) => client.addNote(id, text)}
          done="The note is on the timeline."
          onStop={stop}
        />
      )}
      {asking === 'close' && (
        <Words
          label="Why it can be closed"
          hint="Refused while controls are in force or duties are open."
          verb="Close the incident"
          send={(text) => client.close(id, text)}
          done="The incident is closed."
          onStop={stop}
        />
      )}
    </div>
  );
}

interface WordsProps {
  readonly label: string;
  readonly hint: string;
  readonly verb: string;
  readonly send: (text: string) => Promise<unknown>;
  readonly done: string;
  readonly onStop: () => void;
}

/** One text and two buttons: the form of everything that only needs a reason or a proof. */
export function Words(props: WordsProps): ReactNode {
  const [text, setText] = useState('');
  const act = useAct(async () => {
    await props.send(text.trim());
    props.onStop();
  }, props.done);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    act.run(undefined);
  };
  return (
    <form className="inline-form" onSubmit={submit}>
      <TextField label={props.label} hint={props.hint} value={text} onChange={setText} lines={3} />
      <div className="actions">
        <button className="button button-primary" disabled={act.busy || text.trim() === ''}>
          {props.verb}
        </button>
        <button type="button" className="button" onClick={props.onStop}>
          Not now
        </button>
      </div>
      <ActError error={act.error} />
    </form>
  );
}
