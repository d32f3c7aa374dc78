import type { Account } from '@bulkhead/engine';
import type { Actor, Plan, PlanRole } from '@bulkhead/model';

/** What a role of the plan may be permitted, `roles.yaml`. */
export type Permission = PlanRole['permissions'][number];
/** Who may use a route. */
export type Access = 'none' | 'signed-in' | Permission;

/**
 * Roles that an account holds. The plan decides for the people in it, so that a role taken away
 * there is gone; an account of nobody in the plan holds what it was given, as far as it exists.
 */
export function rolesOf(account: Account, plan: Plan): readonly PlanRole[] {
  const person = plan.people.find((item) => item.id === account.person);
  const held = new Set(person?.roles ?? account.roles);
  return plan.roles.filter((role) => held.has(role.id));
}

/**
 * What an account may do. An administrator keeps accounts, and is otherwise not above the roles
 * of the plan.
 */
export function permissionsOf(account: Account, plan: Plan): ReadonlySet<Permission> {
  const permissions = new Set(rolesOf(account, plan).flatMap((role) => role.permissions));
  if (account.administrator) permissions.add('administer');
  return permissions;
}

/** The account as it stands in entries. */
export function actorOf(account: Account, plan: Plan): Actor & { kind: 'person' } {
  const roles = rolesOf(account, plan).map((role) => role.id);
  return { kind: 'person', person: account.person, name: account.name, roles };
}
