import type { ApprovalView } from '@bulkhead/model';

type Need = ApprovalView['needs'][number];

/** Roles that have not all agreed yet. */
export function openNeeds(approval: ApprovalView): Need[] {
  return approval.needs.filter((need) => need.given.length < need.count);
}

/** Whom the decision waits for, in words: `the Incident commander and the Shift supervisor`. */
export function missingRoles(approval: ApprovalView): string {
  const names = openNeeds(approval).map((need) => {
    const left = need.count - need.given.length;
    const name = need.roleName;
    return left > 1 ? `${left} of the role ${name}` : `the ${name}`;
  });
  if (names.length === 0) return 'nobody';
  return names.length === 1
    ? (names[0] ?? '')
    : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** Why this person cannot approve, or the roles in which they can. */
export type Say =
  | {
      readonly can: true;
      readonly roles: readonly { readonly id: string; readonly name: string }[];
    }
  | { readonly can: false; readonly why: string };

interface Person {
  readonly person: string;
  readonly name: string;
  readonly roles: readonly { readonly id: string; readonly name: string }[];
}

/** What the person may do here. The server decides again; this only spares a vain try. */
export function sayOf(approval: ApprovalView, me: Person): Say {
  if (approval.state !== 'waiting') return { can: false, why: 'This was decided before.' };
  if ([me.person, me.name].includes(approval.requestedBy)) {
    return { can: false, why: 'You asked for this; nobody approves their own request.' };
  }
  if (approval.needs.some((need) => need.given.some((each) => each.person === me.person))) {
    return { can: false, why: 'You have agreed. Another person must agree too.' };
  }
  const roles = openNeeds(approval)
    .filter((need) => me.roles.some((role) => role.id === need.role))
    .map((need) => ({ id: need.role, name: need.roleName }));
  if (roles.length > 0) return { can: true, roles };
  return { can: false, why: `This waits for ${missingRoles(approval)}, which is not your part.` };
}
