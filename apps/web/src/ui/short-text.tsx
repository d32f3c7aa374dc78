import { useState, type ReactNode } from 'react';
import { firstSentences } from './sentences.ts';

/** Enough to know whether to read on. */
const SENTENCES_MAX = 2;

/** The first two sentences, and the others on demand. */
export function ShortText({ text }: { readonly text: string }): ReactNode {
  const [all, setAll] = useState(false);
  const short = firstSentences(text, SENTENCES_MAX);
  return (
    <>
      {all ? text : short.text}{' '}
      {short.more && (
        <button
          type="button"
          className="text-button"
          aria-expanded={all}
          onClick={() => setAll(!all)}
        >
          {all ? 'less' : 'more'}
        </button>
      )}
    </>
  );
}
