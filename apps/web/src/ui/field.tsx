import { useId, useState, type ReactNode } from 'react';
import { serverNowMs } from '../client.ts';
import { fromWallTime, wallTime } from './duration.ts';
import { useTimeZone } from './time.tsx';

/** Characters that the server takes in one text. */
export const TEXT_MAX = 2_000;

interface TextFieldProps {
  readonly label: string;
  readonly hint?: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly lines?: number;
  readonly type?: 'text' | 'password';
  readonly autoComplete?: string;
  readonly required?: boolean;
  /** Known already, and not to be changed here. */
  readonly readOnly?: boolean;
}

interface ChoiceFieldProps {
  readonly label: string;
  readonly hint?: string;
  readonly value: string;
  /** Value and words of each choice. */
  readonly choices: readonly (readonly [string, string])[];
  readonly onChange: (value: string) => void;
}

/** One of several. */
export function ChoiceField(props: ChoiceFieldProps): ReactNode {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{props.label}</label>
      <select
        id={id}
        value={props.value}
        aria-describedby={props.hint === undefined ? undefined : `${id}-hint`}
        onChange={(event) => props.onChange(event.target.value)}
      >
        {props.choices.map(([value, words]) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </select>
      {props.hint !== undefined && (
        <p className="hint" id={`${id}-hint`}>
          {props.hint}
        </p>
      )}
    </div>
  );
}

/** A labelled text; several lines where `lines` is above one. */
export function TextField(props: TextFieldProps): ReactNode {
  const id = useId();
  const shared = {
    id,
    value: props.value,
    required: props.required ?? true,
    maxLength: TEXT_MAX,
    readOnly: props.readOnly ?? false,
    'aria-describedby': props.hint === undefined ? undefined : `${id}-hint`,
  };
  return (
    <div className="field">
      <label htmlFor={id}>{props.label}</label>
      {(props.lines ?? 1) > 1 ? (
        <textarea
          {...shared}
          rows={props.lines}
          onChange={(event) => props.onChange(event.target.value)}
        />
      ) : (
        <input
          {...shared}
          type={props.type ?? 'text'}
          autoComplete={props.autoComplete ?? 'off'}
          onChange={(event) => props.onChange(event.target.value)}
        />
      )}
      {props.hint !== undefined && (
        <p className="hint" id={`${id}-hint`}>
          {props.hint}
        </p>
      )}
    </div>
  );
}

/** An instant as the form holds it: wall time in the plant's zone, and the same as ISO 8601. */
export interface TimeInput {
  readonly text: string;
  readonly set: (text: string) => void;
  /** Undefined while the text is no time. */
  readonly iso: string | undefined;
}

/** Starts at now, to the minute, rounded down so that it is never in the future. */
export function useTimeInput(): TimeInput {
  const zone = useTimeZone();
  const [text, set] = useState(() => wallTime(serverNowMs(), zone));
  const ms = fromWallTime(text, zone);
  return { text, set, iso: ms === undefined ? undefined : new Date(ms).toISOString() };
}

/** A labelled instant, entered as the plant's wall clock shows it. */
export function TimeField(props: { readonly label: string; readonly time: TimeInput }): ReactNode {
  const id = useId();
  const zone = useTimeZone();
  return (
    <div className="field">
      <label htmlFor={id}>{props.label}</label>
      <input
        id={id}
        type="datetime-local"
        required
        value={props.time.text}
        onChange={(event) => props.time.set(event.target.value)}
        aria-describedby={`${id}-hint`}
      />
      <p className="hint" id={`${id}-hint`}>
        Plant time, {zone}
        {props.time.iso !== undefined && `; ${props.time.iso.slice(11, 16)} UTC`}
      </p>
    </div>
  );
}
