import type { Item } from '../draft.ts';
import { defineRule, type Hit } from './rule.ts';

export const personUnreachable = defineRule({
  code: 'person-unreachable',
  title: "Everyone can be reached without the plant's network",
  severity: 'warning',
  part: 'people',
  points: 3,
  *check(draft): Iterable<Hit> {
    for (const person of draft.lists.people) {
      if (person.phone !== undefined || person.radio !== undefined) continue;
      yield {
        at: draft.place(person),
        message: `${person.name} has neither phone nor radio; mail is the first thing to fail.`,
        fix: 'Add "phone:" or "radio:" that works with every network of the plant down.',
      };
    }
  },
});

export const roleUnheld = defineRule({
  code: 'role-unheld',
  title: 'Every role is held by someone',
  severity: 'warning',
  part: 'people',
  points: 5,
  *check(draft): Iterable<Hit> {
    for (const role of draft.lists.roles) {
      if (holders(draft.lists.people, role.id).length > 0) continue;
      const fix = `Add "${role.id}" to the roles of a person, better of two.`;
      yield { at: draft.place(role), message: `Nobody holds the role "${role.name}".`, fix };
    }
  },
});

export const roleSingleHolder = defineRule({
  code: 'role-single-holder',
  title: 'No role rests on one person',
  severity: 'warning',
  part: 'people',
  points: 3,
  *check(draft): Iterable<Hit> {
    for (const role of draft.lists.roles) {
      const [only, another] = holders(draft.lists.people, role.id);
      if (!only || another) continue;
      yield {
        at: draft.place(role),
        message: `Only ${only.name} holds the role "${role.name}": who when they are away?`,
        fix: 'Name and train a second person, and give them the role.',
      };
    }
  },
});

export const escalationSameRole = defineRule({
  code: 'escalation-same-role',
  title: 'An escalation ends with someone who was not asked before',
  severity: 'warning',
  part: 'people',
  points: 3,
  *check(draft): Iterable<Hit> {
    for (const escalation of draft.lists.escalations) {
      const asked = new Set(escalation.steps.slice(0, -1).map(({ role }) => role));
      for (const gate of draft.lists.gates) {
        if (gate.escalation !== escalation.id) continue;
        for (const { role } of gate.quorum) asked.add(role);
      }
      const last = escalation.steps.at(-1);
      if (!last || !asked.has(last.role)) continue;
      yield {
        at: draft.place(escalation, 'steps', escalation.steps.length - 1, 'role'),
        message: `"${escalation.id}" ends at the role "${last.role}", which was asked already.`,
        fix: 'End with a role that can decide when the others do not answer.',
      };
    }
  },
});

export const escalationOutOfOrder = defineRule({
  code: 'escalation-out-of-order',
  title: 'The steps of an escalation follow each other in time',
  severity: 'error',
  part: 'people',
  points: 20,
  *check(draft): Iterable<Hit> {
    for (const escalation of draft.lists.escalations) {
      for (const [i, step] of escalation.steps.entries()) {
        const before = escalation.steps[i - 1];
        if (!before || step.afterMinutes > before.afterMinutes) continue;
        yield {
          at: draft.place(escalation, 'steps', i, 'afterMinutes'),
          message: `Step ${i + 1} of "${escalation.id}" does not come after the step before it.`,
          fix: 'Minutes count from the request: each step needs more than the one before.',
        };
      }
    }
  },
});

function holders(people: readonly Item<'people'>[], role: string): readonly Item<'people'>[] {
  return people.filter(({ roles }) => roles.includes(role));
}
