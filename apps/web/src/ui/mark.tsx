import type { Severity } from '@bulkhead/model';
import type { ReactNode } from 'react';
import { toneOf, type Tone } from './severity.ts';

const SHAPES: Record<Tone, ReactNode> = {
  critical: <path d="M8 1 15 8 8 15 1 8Z" fill="currentColor" />,
  high: <path d="M8 2 15 14H1Z" fill="currentColor" />,
  attention: <path d="M8 3 14 13.2H2Z" fill="none" stroke="currentColor" strokeWidth="2" />,
  force: <path d="M2.5 2.5h11v11h-11Z" fill="currentColor" />,
  plain: <circle cx="8" cy="8" r="4" fill="none" stroke="currentColor" strokeWidth="1.5" />,
};

/** The shape of a tone. The word that goes with it is text beside it, never in it. */
export function Shape(props: { readonly tone: Tone; readonly blinks?: boolean }): ReactNode {
  return (
    <svg
      className={`shape tone-${props.tone}${props.blinks === true ? ' blinks' : ''}`}
      viewBox="0 0 16 16"
      aria-hidden="true"
      focusable="false"
    >
      {SHAPES[props.tone]}
    </svg>
  );
}

/** Shape and word in one line. */
export function Mark(props: {
  readonly tone: Tone;
  readonly word: string;
  readonly blinks?: boolean;
}): ReactNode {
  return (
    <span className={`mark tone-${props.tone}`}>
      <Shape tone={props.tone} blinks={props.blinks ?? false} />
      {props.word}
    </span>
  );
}

/** Severity by shape, colour and word. */
export function SeverityMark(props: {
  readonly severity: Severity;
  readonly blinks?: boolean;
}): ReactNode {
  return (
    <Mark tone={toneOf(props.severity)} word={props.severity} blinks={props.blinks ?? false} />
  );
}
