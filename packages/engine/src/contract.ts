import type { Actor, Finding, IncidentView, SituationView } from '@bulkhead/model';
import type { Request } from './request.ts';

export interface Change {
  /** Sequence of the newest entry. */
  readonly sequence: number;
  /** Incidents that the new entries touch. */
  readonly incidentIds: readonly string[];
}

/** A running plant as the apps see it: views out, requests in. `openEngine` makes one. */
export interface Engine {
  situation(): SituationView;
  /** Undefined where there is no such incident. */
  incident(incidentId: string): IncidentView | undefined;
  /** Resolves when the entries are durable; throws `Refused`, and then nothing was written. */
  perform(actor: Actor, request: Request): Promise<{ sequence: number }>;
  /** Calls back after each durable commit. Returns how to stop. */
  subscribe(listener: (change: Change) => void): () => void;
  readonly findings: readonly Finding[];
}
