import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { RequestRefused } from '../client.ts';

/** What went wrong, what is kept, what to do. */
export function Failure(props: {
  readonly error: Error;
  readonly what: string;
  readonly retry?: () => void;
}): ReactNode {
  const refused = props.error instanceof RequestRefused;
  return (
    <div className="failure" role="alert">
      <p className="failure-what">
        {refused ? props.error.message : `${props.what} could not be fetched.`}
      </p>
      <p>
        {refused
          ? 'Nothing was changed.'
          : `${props.error.message} Nothing was lost: the journal is on the server.`}
      </p>
      {props.retry !== undefined && (
        <button type="button" className="button" onClick={props.retry}>
          Try again
        </button>
      )}
    </div>
  );
}

/** Fetching for the first time. Holds the place of what comes. */
export function Loading({ what }: { readonly what: string }): ReactNode {
  return <output className="loading">Fetching {what}</output>;
}

/** Renders data once there is some, and says plainly when there is none yet and why. */
export function Loaded<T>(props: {
  readonly query: UseQueryResult<T>;
  readonly what: string;
  readonly children: (data: T) => ReactNode;
}): ReactNode {
  const { query, what } = props;
  if (query.data !== undefined) return props.children(query.data);
  if (query.error !== null) {
    return <Failure error={query.error} what={capital(what)} retry={() => void query.refetch()} />;
  }
  return <Loading what={what} />;
}

/** The text with its first letter large. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
