import type { PlanGate, PlanPerson } from '@bulkhead/model';
import type { Draft } from '../draft.ts';
import { defineRule, type Hit } from './rule.ts';

/** Approvals that one gate may ask for; more is a slip of the pen. */
const SEATS_MAX = 100;

export const quorumUnfillable = defineRule({
  code: 'quorum-unfillable',
  title: 'A gate can be opened by the people there are',
  severity: 'error',
  part: 'containment',
  points: 20,
  *check(draft): Iterable<Hit> {
    for (const gate of draft.lists.gates) {
      const seats = seatsOf(gate);
      const filled = filledSeats(seats, draft.lists.people);
      if (filled === seats.length) continue;
      yield {
        at: draft.place(gate, 'quorum'),
        message: `"${gate.name}" needs ${seats.length} different people; ${filled} can be found.`,
        fix: 'Give the roles of its quorum to more people. Nobody approves twice.',
      };
    }
  },
});

export const quorumWithoutSubstitute = defineRule({
  code: 'quorum-without-substitute',
  title: 'A gate can be opened when any one person is away',
  severity: 'warning',
  part: 'containment',
  points: 4,
  *check(draft): Iterable<Hit> {
    const { people } = draft.lists;
    for (const gate of draft.lists.gates) {
      const seats = seatsOf(gate);
      if (filledSeats(seats, people) < seats.length) continue;
      const needed = people.filter(
        (person) =>
          filledSeats(
            seats,
            people.filter((each) => each !== person),
          ) < seats.length,
      );
      if (needed.length === 0) continue;
      const names = needed.map(({ name }) => name).join(' or ');
      yield {
        at: draft.place(gate, 'quorum'),
        message: `"${gate.name}" stays shut when ${names} cannot be reached.`,
        fix: 'Give the role to one more person.',
      };
    }
  },
});

export const quorumOneSided = defineRule({
  code: 'quorum-one-sided',
  title: 'IT and OT decide together on what can affect the process',
  severity: 'warning',
  part: 'containment',
  points: 4,
  *check(draft): Iterable<Hit> {
    for (const gate of draft.lists.gates) {
      const seats = seatsOf(gate);
      for (const side of ['it', 'ot'] as const) {
        const others = draft.lists.people.filter((person) => person.side !== side);
        if (filledSeats(seats, others) < seats.length) continue;
        const word = side.toUpperCase();
        yield {
          at: draft.place(gate, 'quorum'),
          message: `"${gate.name}" can be opened without anyone from the ${word} side.`,
          fix: `Ask for a role that only people of the ${word} side hold.`,
        };
      }
    }
  },
});

export const gateWithoutEscalation = defineRule({
  code: 'gate-without-escalation',
  title: 'A gate that nobody answers goes to someone else',
  severity: 'warning',
  part: 'containment',
  points: 2,
  *check(draft): Iterable<Hit> {
    for (const gate of draft.lists.gates) {
      if (gate.escalation !== undefined) continue;
      yield {
        at: draft.place(gate),
        message: `"${gate.name}" waits for ever when nobody answers.`,
        fix: 'Add "escalation:" with the id of an escalation.',
      };
    }
  },
});

/** One role for each approval that a gate needs. */
function seatsOf(gate: PlanGate): string[] {
  const seats = gate.quorum.flatMap(({ role, count }) =>
    Array.from({ length: Math.min(count, SEATS_MAX) }, () => role),
  );
  return seats.slice(0, SEATS_MAX);
}

/** How many seats different people can fill: the largest matching, by augmenting paths. */
function filledSeats(seats: readonly string[], people: readonly PlanPerson[]): number {
  const seatOf = new Map<string, number>();
  const tryFill = (seat: number, visited: Set<string>): boolean => {
    for (const { id, roles } of people) {
      if (visited.has(id) || !roles.includes(seats[seat]!)) continue;
      visited.add(id);
      const held = seatOf.get(id);
      // At most SEATS_MAX deep: each level frees another seat.
      if (held !== undefined && !tryFill(held, visited)) continue;
      seatOf.set(id, seat);
      return true;
    }
    return false;
  };
  return seats.filter((_, seat) => tryFill(seat, new Set())).length;
}

/** Whoever answers a fact exists, and the question is put to somebody. */
export const factUnanswerable = defineRule({
  code: 'fact-unanswerable',
  title: 'Someone can answer each fact of a gate',
  severity: 'error',
  part: 'containment',
  points: 20,
  *check(draft: Draft): Iterable<Hit> {
    for (const gate of draft.lists.gates) {
      for (const [i, fact] of gate.facts.entries()) {
        if (draft.lists.people.some(({ roles }) => roles.includes(fact.role))) continue;
        yield {
          at: draft.place(gate, 'facts', i, 'role'),
          message: `Nobody holds "${fact.role}", so "${fact.id}" is never answered.`,
          fix: 'Give the role to a person, or let another role answer.',
        };
      }
    }
  },
});
