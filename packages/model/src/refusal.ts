/**
 * A request that we understand and will not do. Codes are part of the API: added, never renamed.
 */
export const REFUSALS = {
  not_signed_in: 'Sign in first.',
  not_permitted: 'Your roles do not permit this.',
  not_found: 'There is no such thing.',
  invalid_request: 'The request is not understood.',
  incident_closed: 'The incident is closed.',
  own_request: 'Nobody approves their own request.',
  already_decided: 'This was decided before.',
  already_approved: 'You have approved this before; another person must.',
  role_not_in_quorum: 'The gate does not ask for this role.',
  role_not_held: 'You do not hold this role.',
  gate_closed: 'The gate is closed: a fact is missing or stale.',
  controls_in_force: 'Controls are still in force; lift them first.',
  obligations_open: 'Obligations are still open.',
  playbook_not_runnable: 'The playbook has errors and cannot run.',
  too_many: 'A limit is reached.',
  wrong_password: 'The name or the password is wrong.',
  link_used: 'This link was used before or has expired.',
} as const;
export type RefusalCode = keyof typeof REFUSALS;

export class Refused extends Error {
  override readonly name = 'Refused';
  readonly code: RefusalCode;

  constructor(code: RefusalCode, detail: string = REFUSALS[code]) {
    super(detail);
    this.code = code;
  }
}
