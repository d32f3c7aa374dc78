import type { Actor, EntryBody } from '@bulkhead/model';
import { incidentOfKey, type State } from './state.ts';

/** How people are named in views and documents. */
export function actorName(actor: Actor): string {
  return actor.kind === 'person' ? actor.name : `Bulkhead (${actor.part})`;
}

/** The incidents that an entry touches. */
export function incidentsOf(state: State, body: EntryBody): readonly string[] {
  if ('incidentId' in body) return [body.incidentId];
  if (body.kind === 'fact-stated') return [body.fact.incidentId];
  if (body.kind === 'obligation-started') return [body.obligation.incidentId];
  if ('obligationId' in body) {
    const known = state.obligations.get(body.obligationId);
    return known === undefined ? [] : [known.obligation.incidentId];
  }
  if ('alert' in body) {
    const id = state.alerts.get(body.alert.id)?.incidentId;
    return id === null || id === undefined ? [] : [id];
  }
  if ('key' in body) {
    const id = incidentOfKey(state, body.key);
    return id === undefined ? [] : [id];
  }
  return [];
}
