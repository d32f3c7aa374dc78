import type { IncidentView, PacketView, PlanView, SituationView } from '@bulkhead/model';

/** A role of the plan as the session names it. */
export interface RoleName {
  readonly id: string;
  readonly name: string;
}

/** A person of the sample plant in whose name a visitor may act. */
export interface SamplePerson {
  readonly person: string;
  readonly name: string;
  readonly roles: readonly RoleName[];
}

/** Nobody is signed in; `setup` while there is no administrator yet. */
export interface SignedOut {
  readonly signedIn: false;
  readonly setup: boolean;
  /** True where the server shows the sample plant. */
  readonly demo?: boolean;
}

/** Who acts, in which roles, and what those roles permit. */
export interface SignedIn {
  readonly signedIn: true;
  readonly person: string;
  readonly name: string;
  readonly roles: readonly RoleName[];
  readonly permissions: readonly string[];
  readonly administrator: boolean;
  readonly demo: { readonly people: readonly SamplePerson[] } | null;
}

export type Session = SignedOut | SignedIn;

/** The packets that an alert cites, and the digest of the capture that holds them. */
export interface Packets {
  readonly packets: readonly PacketView[];
  readonly capture: string;
}

/** The server understood and said no; `code` is one of `REFUSALS` and stable. */
export class RequestRefused extends Error {
  override readonly name = 'RequestRefused';
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status: number) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** No answer, or one that is not ours. Nothing is known about what the server did. */
export class ServerUnreachable extends Error {
  override readonly name = 'ServerUnreachable';
}

let skewMs = 0;

/** Now by the server's clock, to the second, learned from the last answer's `Date`. */
export function serverNowMs(): number {
  return Date.now() + skewMs;
}

/** A skew below this is the resolution of the `Date` header and the way back. */
const SKEW_NOTICED_MS = 2_000;

function learnSkew(response: Response): void {
  const date = response.headers.get('date');
  const at = date === null ? Number.NaN : Date.parse(date);
  if (Number.isNaN(at)) return;
  const skew = at - Date.now();
  skewMs = Math.abs(skew) < SKEW_NOTICED_MS ? 0 : skew;
}

async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  const headers: Record<string, string> = { accept: 'application/json' };
  // The header that a foreign page cannot set without the server's consent.
  if (method !== 'GET') headers['x-bulkhead'] = '1';
  if (body !== undefined) headers['content-type'] = 'application/json';
  const init: RequestInit = { method, headers, credentials: 'same-origin' };
  if (body !== undefined) init.body = JSON.stringify(body);
  const response = await fetch(path, init).catch(() => {
    throw new ServerUnreachable('The server does not answer.');
  });
  learnSkew(response);
  const answer: unknown = await response.json().catch(() => undefined);
  if (response.ok) return answer as T;
  const refused = answer as { code?: unknown; message?: unknown } | undefined;
  if (typeof refused?.code === 'string' && typeof refused.message === 'string') {
    throw new RequestRefused(refused.code, refused.message, response.status);
  }
  throw new ServerUnreachable(`The server failed with status ${response.status}.`);
}

const get = <T>(path: string): Promise<T> => call<T>('GET', path);
const post = (path: string, body: unknown = {}): Promise<unknown> => call('POST', path, body);
const at = (incidentId: string): string => `/api/incidents/${encodeURIComponent(incidentId)}`;

/** First sign-in by link: with a name and password it creates the administrator. */
export interface LinkRequest {
  readonly token: string;
  readonly person?: string;
  readonly name?: string;
  readonly password?: string;
}

/** Every route that the pages use, typed. Mutations answer when their entry is durable. */
export const client = {
  session: () => get<Session>('/api/session'),
  signIn: (person: string, password: string) => post('/api/session', { person, password }),
  signOut: () => call('DELETE', '/api/session'),
  followLink: (request: LinkRequest) => post('/api/session/link', request),
  switchPerson: (person: string) => post('/api/session/switch', { person }),

  situation: () => get<SituationView>('/api/situation'),
  incident: (id: string) => get<IncidentView>(at(id)),
  plan: () => get<PlanView>('/api/plan'),
  packets: (alertId: string) => get<Packets>(`/api/alerts/${encodeURIComponent(alertId)}/packets`),

  acknowledge: (id: string) => post(`${at(id)}/acknowledge`),
  close: (id: string, reason: string) => post(`${at(id)}/close`, { reason }),
  addNote: (id: string, text: string) => post(`${at(id)}/notes`, { text }),
  startRun: (id: string, playbookId: string) => post(`${at(id)}/runs`, { playbookId }),
  stateFact: (id: string, fact: string, value: boolean | string, trueSince: string) =>
    post(`${at(id)}/facts`, { fact, value, trueSince }),

  approve: (key: string, role: string) => post('/api/approvals/approve', { key, role }),
  refuse: (key: string, role: string, reason: string) =>
    post('/api/approvals/refuse', { key, role, reason }),
  reportWork: (key: string, done: boolean, proof: string) =>
    post('/api/work/report', { key, done, proof }),
  liftControl: (key: string, proof: string) => post('/api/controls/lift', { key, proof }),
  submitObligation: (obligationId: string, submittedAt: string, receipt: string) =>
    post('/api/obligations/submit', { obligationId, submittedAt, receipt }),
  waiveObligation: (obligationId: string, reason: string) =>
    post('/api/obligations/waive', { obligationId, reason }),
};

/** Address of a download of one incident. */
export function downloadPath(
  incidentId: string,
  file: 'report.html' | 'report.pdf' | 'bundle.zip',
): string {
  return `${at(incidentId)}/${file}`;
}
