import { QueryCache, QueryClient, queryOptions } from '@tanstack/react-query';
import { client, RequestRefused } from './client.ts';

const RETRIES_MAX = 2;

/** One cache for all pages. What was seen stays on the screen when the server does not answer. */
export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (error) => {
      // The session ended elsewhere: asking for it again leads to the sign-in page.
      if (error instanceof RequestRefused && error.code === 'not_signed_in') {
        void queryClient.invalidateQueries(sessionQuery);
      }
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      refetchOnWindowFocus: true,
      retry: (failures, error) => !(error instanceof RequestRefused) && failures < RETRIES_MAX,
    },
  },
});

/** Who is signed in. */
export const sessionQuery = queryOptions({ queryKey: ['session'], queryFn: client.session });
/** The site on one screen. */
export const situationQuery = queryOptions({ queryKey: ['situation'], queryFn: client.situation });
/** The plan as text, its findings and its readiness. */
export const planQuery = queryOptions({ queryKey: ['plan'], queryFn: client.plan });

/** Who is who, and who has an account. */
export const peopleQuery = queryOptions({ queryKey: ['people'], queryFn: client.people });

/** One incident, whole. */
export function incidentQuery(id: string) {
  return queryOptions({ queryKey: ['incident', id], queryFn: () => client.incident(id) });
}

/** Packets never change: the capture is named by its digest. */
export function packetsQuery(alertId: string) {
  return queryOptions({
    queryKey: ['packets', alertId],
    queryFn: () => client.packets(alertId),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** A rule does not change while the server runs. */
export function ruleQuery(ruleId: string) {
  return queryOptions({
    queryKey: ['rule', ruleId],
    queryFn: () => client.rule(ruleId),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** An entry never changes, and a proof that held once holds. */
export function entryQuery(sequence: number) {
  return queryOptions({
    queryKey: ['entry', sequence],
    queryFn: () => client.entry(sequence),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Fetches again whatever one change of the journal may have touched. */
export async function refresh(incidentIds?: readonly string[]): Promise<void> {
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: ['situation'] }),
    ...(incidentIds === undefined
      ? [queryClient.invalidateQueries({ queryKey: ['incident'] })]
      : incidentIds.map((id) => queryClient.invalidateQueries({ queryKey: ['incident', id] }))),
  ]);
}
