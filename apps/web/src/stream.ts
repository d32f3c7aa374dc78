import type { SituationView } from '@bulkhead/model';
import { useSyncExternalStore } from 'react';
import { serverNowMs } from './client.ts';
import { queryClient, refresh, sessionQuery, situationQuery } from './queries.ts';

/** How the live stream stands; `sinceMs` by the server's clock. */
export interface StreamState {
  readonly state: 'connecting' | 'live' | 'lost';
  readonly sinceMs: number;
}

const RETRY_FIRST_MS = 1_000;
const RETRY_MAX_MS = 10_000;
/** Changes that arrive together are fetched together. */
const GATHER_MS = 120;
const GATHERED_MAX = 200;

let current: StreamState = { state: 'connecting', sinceMs: serverNowMs() };
const listeners = new Set<() => void>();

function become(state: StreamState['state']): void {
  if (current.state === state) return;
  current = { state, sinceMs: serverNowMs() };
  for (const listener of listeners) listener();
}

const gathered = new Set<string>();
let gathering: ReturnType<typeof setTimeout> | undefined;

function gather(data: string): void {
  const change = JSON.parse(data) as { incidentIds?: readonly string[] };
  for (const id of change.incidentIds ?? []) if (gathered.size < GATHERED_MAX) gathered.add(id);
  gathering ??= setTimeout(() => {
    gathering = undefined;
    const ids = [...gathered];
    gathered.clear();
    void refresh(ids);
  }, GATHER_MS);
}

/** The figures of the sensor move without an entry; all else on the page stays as it is. */
function moveFigures(data: string): void {
  const sensing = JSON.parse(data) as SituationView['sensing'];
  queryClient.setQueryData(situationQuery.queryKey, (view) => view && { ...view, sensing });
}

/**
 * Follows `/api/stream` until the returned function is called. Connects again by itself with a
 * growing pause, and fetches everything again after a gap, because changes in it were missed.
 */
export function followStream(): () => void {
  let source: EventSource | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let pauseMs = RETRY_FIRST_MS;
  const open = (): void => {
    source = new EventSource('/api/stream');
    source.addEventListener('open', () => {
      pauseMs = RETRY_FIRST_MS;
      if (current.state === 'lost') void refresh();
      become('live');
    });
    source.addEventListener('change', (event: MessageEvent<string>) => gather(event.data));
    source.addEventListener('sensing', (event: MessageEvent<string>) => moveFigures(event.data));
    source.addEventListener('error', () => {
      source?.close();
      // An ended session ends the stream too; then the page must ask for a sign-in.
      if (current.state === 'live') void queryClient.invalidateQueries(sessionQuery);
      become('lost');
      clearTimeout(retry);
      retry = setTimeout(open, pauseMs);
      pauseMs = Math.min(pauseMs * 2, RETRY_MAX_MS);
    });
  };
  open();
  return () => {
    clearTimeout(retry);
    source?.close();
  };
}

/** The state of the live stream; renders again only when it changes. */
export function useStream(): StreamState {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => current,
  );
}
