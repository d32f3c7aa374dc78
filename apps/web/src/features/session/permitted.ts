import type { SamplePerson } from '../../client.ts';

/** Roles of the sample plant that usually hold a permission, most fitting first. */
const ROLES: Record<string, readonly string[]> = {
  'report-work': ['ot-engineer', 'shift-supervisor', 'soc-analyst'],
  'start-run': ['incident-commander', 'soc-analyst'],
  submit: ['compliance-officer', 'plant-manager'],
  attest: ['shift-supervisor', 'ot-engineer'],
};

/** People of the sample plant who probably hold a permission, most fitting first. */
export function permittedPeople(
  people: readonly SamplePerson[],
  permission: string,
): readonly SamplePerson[] {
  return (ROLES[permission] ?? []).flatMap((role) =>
    people.filter((each) => each.roles.some(({ id }) => id === role)),
  );
}
