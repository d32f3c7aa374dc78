import type { Fact, PlanGate, RefusalCode } from '@bulkhead/model';

/** One person who allowed a step, in one role. */
export interface GateApproval {
  readonly person: string;
  readonly role: string;
  readonly at: string;
}

/** Roles that people hold, by person. Where it is given, roles not held do not count. */
export type RolesHeld = Readonly<Record<string, readonly string[]>>;

export interface GateInput {
  /** All that was stated in the incident, in any order; the newest of each fact counts. */
  readonly facts: readonly Fact[];
  /** In the order given: a person's first counts, the rest do not. */
  readonly approvals: readonly GateApproval[];
  /** Who asked for the run; null where Bulkhead did. Never counts towards the quorum. */
  readonly requestedBy: string | null;
  readonly atIso: string;
  readonly rolesHeld?: RolesHeld;
}

export interface GateState {
  readonly open: boolean;
  readonly roles: readonly {
    readonly role: string;
    readonly count: number;
    readonly given: readonly GateApproval[];
  }[];
  readonly facts: readonly {
    readonly fact: string;
    readonly state: 'missing' | 'stale' | 'contrary' | 'fresh';
    /** The statement that was judged. */
    readonly stated: Fact | null;
  }[];
  /** Why it is closed, one clause each; empty when it is open. */
  readonly because: readonly string[];
}

const MINUTE_MS = 60_000;

/**
 * Is the gate open at `atIso`? Fails closed: a missing, stale or contrary fact, a time that cannot
 * be read, a statement from the future, a person counted twice and the requester all keep it shut.
 */
export function evaluateGate(gate: PlanGate, input: GateInput): GateState {
  const counted = countable(gate, input);
  const roles = gate.quorum.map(({ role, count }) => ({
    role,
    count,
    given: counted.filter((approval) => approval.role === role).slice(0, count),
  }));
  const facts = gate.facts.map((need) => {
    const stated = newest(input, need.id, need.role);
    return { fact: need.id, state: factState(need, stated, input.atIso), stated };
  });
  const because = [
    ...roles
      .filter(({ count, given }) => given.length < count)
      .map(({ role, count, given }) => `role ${role} has ${given.length} of ${count} approvals`),
    ...facts
      .filter(({ state }) => state !== 'fresh')
      .map(({ fact, state }) => `fact ${fact} is ${state}`),
  ];
  // A gate without a quorum would open by itself; the plan's schema forbids it, and so do we.
  if (gate.quorum.length === 0) because.push('the gate names no role that could open it');
  return { open: because.length === 0, roles, facts, because };
}

function countable(gate: PlanGate, input: GateInput): readonly GateApproval[] {
  const seen = new Set<string>();
  return input.approvals.filter(({ person, role, at }) => {
    if (person === '' || person === input.requestedBy || seen.has(person)) return false;
    if (!gate.quorum.some((need) => need.role === role)) return false;
    if (!holds(input.rolesHeld, person, role)) return false;
    if (!(Date.parse(at) <= Date.parse(input.atIso))) return false;
    seen.add(person);
    return true;
  });
}

function holds(rolesHeld: RolesHeld | undefined, person: string, role: string): boolean {
  if (rolesHeld === undefined) return true;
  return Object.hasOwn(rolesHeld, person) && rolesHeld[person]!.includes(role);
}

function newest(input: GateInput, id: string, role: string): Fact | null {
  let best: Fact | null = null;
  for (const fact of input.facts) {
    if (fact.fact !== id || !holds(input.rolesHeld, fact.statedBy, role)) continue;
    // Of two at the same time the later in the list counts, as in the journal.
    if (best === null || !(Date.parse(fact.statedAt) < Date.parse(best.statedAt))) best = fact;
  }
  return best;
}

function factState(
  need: PlanGate['facts'][number],
  stated: Fact | null,
  atIso: string,
): 'missing' | 'stale' | 'contrary' | 'fresh' {
  if (stated === null) return 'missing';
  if (stated.value !== need.must) return 'contrary';
  const ageMs = Date.parse(atIso) - Date.parse(stated.statedAt);
  // Also false where a time cannot be read, or where the statement lies in the future.
  return ageMs >= 0 && ageMs <= need.maxAgeMinutes * MINUTE_MS ? 'fresh' : 'stale';
}

export interface ApprovalAttempt {
  readonly person: string;
  readonly role: string;
  /** Roles that the person holds now. */
  readonly rolesHeld: readonly string[];
  readonly requestedBy: string | null;
  /** Approvals given for this key so far. */
  readonly approvals: readonly GateApproval[];
  /** The gate was opened or refused for this key; both are final. */
  readonly decided: boolean;
}

/** Why this person may not approve in this role now, or null. Facts do not matter here. */
export function checkApproval(gate: PlanGate, attempt: ApprovalAttempt): RefusalCode | null {
  const { person, role, approvals } = attempt;
  if (attempt.decided) return 'already_decided';
  if (person === attempt.requestedBy) return 'own_request';
  const need = gate.quorum.find((one) => one.role === role);
  if (need === undefined) return 'role_not_in_quorum';
  if (!attempt.rolesHeld.includes(role)) return 'role_not_held';
  if (approvals.some((approval) => approval.person === person)) return 'already_approved';
  const given = approvals.filter((one) => one.role === role && one.person !== attempt.requestedBy);
  return given.length >= need.count ? 'already_decided' : null;
}

/** Why this person may not refuse in this role now, or null. The requester may always refuse. */
export function checkRefusal(
  gate: PlanGate,
  attempt: Omit<ApprovalAttempt, 'requestedBy' | 'approvals'>,
): RefusalCode | null {
  if (attempt.decided) return 'already_decided';
  if (!gate.quorum.some((one) => one.role === attempt.role)) return 'role_not_in_quorum';
  return attempt.rolesHeld.includes(attempt.role) ? null : 'role_not_held';
}
