import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { RequestRefused } from '../client.ts';
import { refresh } from '../queries.ts';
import { say } from './toast.tsx';

/** A request that a button sends, and how it stands. */
export interface Act<V> {
  readonly run: (value: V) => void;
  readonly busy: boolean;
  readonly error: Error | null;
}

/** A request that becomes entries: fetches the views again and says what was written. */
export function useAct<V>(send: (value: V) => Promise<unknown>, done: string): Act<V> {
  const mutation = useMutation({
    mutationFn: send,
    onSuccess: async () => {
      say(done);
      await refresh();
    },
  });
  return {
    run: (value) => mutation.mutate(value),
    busy: mutation.isPending,
    error: mutation.error,
  };
}

/** Why the last try was refused, beside the button that was pressed. */
export function ActError({ error }: { readonly error: Error | null }): ReactNode {
  if (error === null) return null;
  return (
    <p className="act-error" role="alert">
      {error.message}{' '}
      {error instanceof RequestRefused
        ? 'Nothing was written.'
        : 'It is not known whether it was written. Look at the timeline, then try again.'}
    </p>
  );
}
