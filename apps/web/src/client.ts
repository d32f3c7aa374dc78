import type { PacketView } from '@bulkhead/model';
import * as api from './client.gen.ts';

/** Who asks: somebody with roles, or nobody yet. */
export type Session = api.SessionView;
export type SignedIn = Extract<Session, { signedIn: true }>;

/** A person of the sample plant in whose name a visitor may act. */
export type SamplePerson = NonNullable<SignedIn['demo']>['people'][number];

/** The packets that an alert cites, and the digest of the capture that holds them. */
export interface Packets {
  readonly packets: readonly PacketView[];
  readonly capture: string;
}

/** The people of the plan with their accounts, its roles and its rotas. */
export type People = Awaited<ReturnType<typeof api.listPeople>>;

/** One entry with its proof to a signed checkpoint. */
export type ProvenEntry = Awaited<ReturnType<typeof api.readEntry>>;

/** A rule as its author wrote it. */
export type RuleText = Awaited<ReturnType<typeof api.readRule>>;

/** What a link is for. */
export type LinkPurpose = Awaited<ReturnType<typeof api.lookAtLink>>;

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

/** Every route that the pages use. Mutations answer when their entry is durable. */
export const client = {
  session: () => api.readSession(call),
  signIn: (person: string, password: string) => api.signIn(call, { person, password }),
  signOut: () => api.signOut(call),
  followLink: (use: Parameters<typeof api.useLink>[1]) => api.useLink(call, use),
  switchPerson: (person: string) => api.switchPerson(call, { person }),

  lookAtLink: (token: string): Promise<LinkPurpose> => api.lookAtLink(call, { token }),
  people: (): Promise<People> => api.listPeople(call),
  invite: (person: string) => api.invitePerson(call, { person }),

  situation: () => api.readSituation(call),
  incident: (id: string) => api.readIncident(call, id),
  plan: () => api.readPlan(call),
  packets: (alertId: string): Promise<Packets> => api.listPackets(call, alertId),
  rule: (ruleId: string): Promise<RuleText> => api.readRule(call, ruleId),
  entry: (sequence: number): Promise<ProvenEntry> => api.readEntry(call, String(sequence)),

  acknowledge: (id: string) => api.acknowledgeIncident(call, id),
  close: (id: string, reason: string) => api.closeIncident(call, id, { reason }),
  addNote: (id: string, text: string) => api.addNote(call, id, { text }),
  startRun: (id: string, playbookId: string) => api.startRun(call, id, { playbookId }),
  stateFact: (id: string, fact: string, value: boolean | string, trueSince: string) =>
    api.stateFact(call, id, { fact, value, trueSince }),

  /** Outside the sample plant the password is asked for again. */
  approve: (key: string, role: string, password?: string) =>
    api.giveApproval(call, { key, role, ...(password === undefined ? {} : { password }) }),
  refuse: (key: string, role: string, reason: string) =>
    api.refuseApproval(call, { key, role, reason }),
  reportWork: (key: string, done: boolean, proof: string) =>
    api.reportWork(call, { key, done, proof }),
  liftControl: (key: string, proof: string) => api.liftControl(call, { key, proof }),
  submitObligation: (obligationId: string, submittedAt: string, receipt: string) =>
    api.submitObligation(call, { obligationId, submittedAt, receipt }),
  waiveObligation: (obligationId: string, reason: string) =>
    api.waiveObligation(call, { obligationId, reason }),
};

/** Address of a download of one incident. */
export function downloadPath(
  incidentId: string,
  file: 'report.html' | 'report.pdf' | 'bundle.zip',
): string {
  if (file === 'report.html') return api.readReportHtmlPath(incidentId);
  return file === 'report.pdf' ? api.readReportPdfPath(incidentId) : api.readBundlePath(incidentId);
}
