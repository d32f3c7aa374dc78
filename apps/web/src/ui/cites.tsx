import { Link } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';

/** Numbers shown at first; the others are one press away. */
const SHOWN_FIRST = 3;

/** Journal entries that a statement rests on; each number opens its entry over the page. */
export function Cites({ cites }: { readonly cites: readonly number[] }): ReactNode {
  const [all, setAll] = useState(false);
  if (cites.length === 0) return null;
  const shown = all ? cites : cites.slice(0, SHOWN_FIRST);
  const more = cites.length - shown.length;
  const word = cites.length === 1 ? 'entry' : 'entries';
  return (
    <span className={all ? 'cites cites-all' : 'cites'}>
      {word}{' '}
      {shown.map((sequence) => (
        <EntryLink key={sequence} sequence={sequence} />
      ))}
      {more > 0 && (
        <button type="button" className="cites-more" onClick={() => setAll(true)}>
          and {more} more
        </button>
      )}
    </span>
  );
}

/** The number of an entry, as a link that opens it over whatever page this is. */
export function EntryLink(props: {
  readonly sequence: number;
  readonly children?: ReactNode;
}): ReactNode {
  return (
    <Link
      className="cite"
      to="."
      search={(before) => ({ ...before, entry: props.sequence })}
      resetScroll={false}
      aria-label={props.children === undefined ? `Entry ${props.sequence}` : undefined}
    >
      {props.children ?? props.sequence}
    </Link>
  );
}
