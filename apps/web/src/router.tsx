import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
  type ErrorComponentProps,
} from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { ApprovalPage } from './features/approval/approval-page.tsx';
import { IncidentPage } from './features/incident/incident-page.tsx';
import { PlanPage } from './features/plan/plan-page.tsx';
import { SignInPage } from './features/session/sign-in-page.tsx';
import { StartPage } from './features/session/start-page.tsx';
import { Shell } from './features/shell/shell.tsx';
import { SituationPage } from './features/situation/situation-page.tsx';
import { queryClient, sessionQuery } from './queries.ts';
import { Failure } from './ui/state.tsx';

function Broken({ error: thrown, reset }: ErrorComponentProps): ReactNode {
  const error = thrown instanceof Error ? thrown : new Error('The page broke.');
  return (
    <main className="entrance">
      <h1>This page could not be shown</h1>
      <Failure error={error} what="What it needs" retry={reset} />
      <p>
        <a href="/">Open the situation</a>
      </p>
    </main>
  );
}

function Unknown(): ReactNode {
  return (
    <main className="entrance">
      <h1>There is no page at this address</h1>
      <p>
        <a href="/">Open the situation</a>, or press <kbd>Ctrl</kbd> <kbd>K</kbd> there to find what
        you look for.
      </p>
    </main>
  );
}

const root = createRootRoute({
  component: Outlet,
  errorComponent: Broken,
  notFoundComponent: Unknown,
  loader: () => queryClient.ensureQueryData(sessionQuery),
});

const sequence = (value: unknown): number | undefined =>
  Number.isSafeInteger(value) && Number(value) >= 0 ? Number(value) : undefined;

const start = createRoute({ getParentRoute: () => root, path: '/start', component: StartPage });
const signIn = createRoute({ getParentRoute: () => root, path: '/sign-in', component: SignInPage });

const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  /** `entry`: the entry of the journal that is open over the page. */
  validateSearch: (search: Record<string, unknown>): { entry?: number | undefined } => ({
    entry: sequence(search['entry']),
  }),
  component: Shell,
  errorComponent: Broken,
  beforeLoad: async () => {
    const session = await queryClient.ensureQueryData(sessionQuery);
    if (!session.signedIn) throw redirect({ to: '/sign-in' });
  },
});

const situation = createRoute({
  getParentRoute: () => shell,
  path: '/',
  component: SituationPage,
});

const text = (value: unknown): string | undefined => {
  return typeof value === 'string' && value !== '' ? value : undefined;
};

const incident = createRoute({
  getParentRoute: () => shell,
  path: '/incidents/$incidentId',
  /** `alert`: the alert whose packets are open. */
  validateSearch: (search: Record<string, unknown>): { alert?: string | undefined } => ({
    alert: text(search['alert']),
  }),
  component: function Incident() {
    const { incidentId } = incident.useParams();
    const { alert } = incident.useSearch();
    return <IncidentPage incidentId={incidentId} alertId={alert} />;
  },
});

const approval = createRoute({
  getParentRoute: () => shell,
  path: '/approvals/$segment',
  /** `incident`: where to look once nothing waits for this approval any more. */
  validateSearch: (search: Record<string, unknown>): { incident?: string | undefined } => ({
    incident: text(search['incident']),
  }),
  component: function Approval() {
    const { segment } = approval.useParams();
    const search = approval.useSearch();
    return <ApprovalPage segment={segment} incidentId={search.incident} />;
  },
});

const plan = createRoute({
  getParentRoute: () => shell,
  path: '/plan',
  /** The file that is open, and the line to show in it. */
  validateSearch: (
    search: Record<string, unknown>,
  ): { file?: string | undefined; line?: number | undefined } => ({
    file: text(search['file']),
    line: typeof search['line'] === 'number' ? search['line'] : undefined,
  }),
  component: function Plan() {
    const { file, line } = plan.useSearch();
    return <PlanPage file={file} line={line} />;
  },
});

const people = createRoute({
  getParentRoute: () => shell,
  path: '/people',
  component: lazyRouteComponent(() => import('./features/people/people-page.tsx'), 'PeoplePage'),
});

/** Every address of the pages. */
export const router = createRouter({
  routeTree: root.addChildren([
    start,
    signIn,
    shell.addChildren([situation, incident, approval, plan, people]),
  ]),
  defaultPreload: false,
  scrollRestoration: false,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
