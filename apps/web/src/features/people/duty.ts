import type { PlanRota } from '@bulkhead/model';
import { dutiesAround, scheduleOf, type Duty } from '@bulkhead/plan';

/** Who holds a role now, until when, and who comes after. Times in milliseconds since 1970. */
export interface DutyNow {
  readonly role: string;
  /** Nobody where no shift covers the instant. */
  readonly people: readonly string[];
  readonly untilMs: number | null;
  readonly next: { readonly people: readonly string[]; readonly fromMs: number } | null;
}

/** How far ahead the next hand-over is looked for; rotas of the plans repeat within weeks. */
const AHEAD_MS = 21 * 86_400_000;

/** The state of each rota at an instant. Shifts in a row of the same people count as one. */
export function dutyNow(rotas: readonly PlanRota[], atMs: number): readonly DutyNow[] {
  return rotas.flatMap((rota): readonly DutyNow[] => {
    const schedule = scheduleOf(rota);
    if (schedule === undefined) return [];
    const duties = dutiesAround(schedule, atMs, atMs + AHEAD_MS).filter(({ toMs }) => toMs > atMs);
    return [{ role: rota.role, ...stateAt(duties, atMs) }];
  });
}

function stateAt(duties: readonly Duty[], atMs: number): Omit<DutyNow, 'role'> {
  const now = duties.find(({ fromMs }) => fromMs <= atMs);
  let untilMs = now?.toMs ?? atMs;
  let next: Duty | undefined;
  for (const duty of duties) {
    if (duty === now) continue;
    const goesOn = now !== undefined && duty.fromMs <= untilMs && same(duty.people, now.people);
    if (goesOn) untilMs = Math.max(untilMs, duty.toMs);
    else if (duty.fromMs >= untilMs || now === undefined) {
      next = duty;
      break;
    }
  }
  return {
    people: now?.people ?? [],
    untilMs: now === undefined ? null : untilMs,
    next: next === undefined ? null : { people: next.people, fromMs: next.fromMs },
  };
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((person, i) => person === b[i]);
}
