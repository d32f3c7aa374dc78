import type { ControlView, ObligationView } from '@bulkhead/model';

/** Running obligations, nearest deadline first. */
export function running(obligations: readonly ObligationView[]): ObligationView[] {
  return obligations
    .filter((each) => each.state === 'running' && each.dueAt !== null)
    .toSorted((a, b) => Date.parse(a.dueAt ?? '') - Date.parse(b.dueAt ?? ''));
}

/** The running obligation that is due first. */
export function nextDeadline(obligations: readonly ObligationView[]): ObligationView | undefined {
  return running(obligations)[0];
}

/** Controls in force, first to expire first; those without an expiry last. */
export function inForce(controls: readonly ControlView[]): ControlView[] {
  const at = (each: ControlView): number =>
    each.expiresAt === null ? Number.MAX_VALUE : Date.parse(each.expiresAt);
  return controls.filter((each) => each.liftedAt === null).toSorted((a, b) => at(a) - at(b));
}
