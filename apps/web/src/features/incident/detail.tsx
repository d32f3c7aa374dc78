import type { ReactNode } from 'react';
import { stepWords } from './step-words.ts';

/** What came of something; where it was laid down is a press away. */
export function Detail(props: { readonly type: string; readonly detail: string }): ReactNode {
  const { text, more } = stepWords(props);
  if (text === '') return null;
  if (more === '') return <p className="muted">{text}</p>;
  return (
    <details className="muted">
      <summary>{text}</summary>
      {more}
    </details>
  );
}
