import { Refused, type Actor, type EntryBody, type PlanGate, type PlanRole } from '@bulkhead/model';
import { checkApproval, checkRefusal } from '@bulkhead/playbook';
import type { Request } from '../request.ts';
import { fitOf } from '../respond/fit.ts';
import { runStarted } from '../respond/respond.ts';
import { rolesHeld, type StageContext } from '../stage.ts';
import {
  alertsOf,
  type AskState,
  type IncidentState,
  type PerformState,
  type State,
} from '../state.ts';

export type Person = Extract<Actor, { kind: 'person' }>;
type Permission = PlanRole['permissions'][number];

/**
 * Facts, notes and runs that one incident may hold. Beyond it a person is told, nothing is lost.
 */
const FACTS_PER_INCIDENT_MAX = 1_000;
const NOTES_PER_INCIDENT_MAX = 1_000;
const RUNS_PER_INCIDENT_MAX = 50;
/** A fact may be true since a moment ago by a clock that runs ahead of ours, and not later. */
const CLOCK_AHEAD_MAX_MS = 60_000;

type Handler<T extends Request['type']> = (
  state: State,
  person: Person,
  request: Extract<Request, { type: T }>,
  at: string,
  context: StageContext,
) => EntryBody;

/** What each request becomes, or why it is refused. Reads the state, never changes it. */
const HANDLERS: { readonly [T in Request['type']]: Handler<T> } = {
  'acknowledge-incident': (state, _, { incidentId }) => {
    const incident = openIncident(state, incidentId);
    if (incident.state === 'acknowledged') throw new Refused('already_decided');
    return { kind: 'incident-acknowledged', incidentId };
  },
  'close-incident': (state, _, { incidentId, reason }) => closeIncident(state, incidentId, reason),
  'add-note': (state, _, { incidentId, text }) => {
    const { notes } = openIncident(state, incidentId);
    if (notes >= NOTES_PER_INCIDENT_MAX) throw new Refused('too_many');
    return { kind: 'note-added', incidentId, text };
  },
  'start-run': (state, _, { incidentId, playbookId }, __, context) =>
    startRun(state, incidentId, playbookId, context),
  approve: (state, person, { key, role }, _, context) => {
    refuseUnlessMayDecide(state, person, key, role, context);
    return { kind: 'approval-given', key, role };
  },
  refuse: (state, person, { key, role, reason }, _, context) => {
    const gate = gateOf(waitingAsk(state, key), context);
    const { person: name, roles: rolesHeld } = person;
    const code = checkRefusal(gate, { person: name, role, rolesHeld, decided: false });
    if (code !== null) throw new Refused(code);
    return { kind: 'approval-refused', key, role, reason };
  },
  'report-work': (state, _, { key, done, proof }) => {
    const perform = openPerform(state, key);
    if (perform.handedOver === null) {
      throw new Refused('invalid_request', 'The work order is not handed over yet.');
    }
    return { kind: 'work-reported', key, done, proof, evidence: null };
  },
  'lift-control': (state, _, { key, proof }) => {
    const control = state.controls.get(key);
    if (control === undefined) throw new Refused('not_found', 'There is no such control.');
    if (control.liftedAt !== null) throw new Refused('already_decided');
    return { kind: 'control-lifted', key, proof };
  },
  'state-fact': (state, person, request, at, context) =>
    stateFact(state, person, request, at, context),
  'submit-obligation': (state, _, { obligationId, submittedAt, receipt }, at) => {
    openObligation(state, obligationId);
    refuseFuture(submittedAt, at);
    return { kind: 'obligation-submitted', obligationId, submittedAt, receipt };
  },
  'waive-obligation': (state, _, { obligationId, reason }) => {
    openObligation(state, obligationId);
    return { kind: 'obligation-waived', obligationId, reason };
  },
};

/** The entry that a person's request becomes. Throws `Refused` with the reason. */
export function handleRequest(
  state: State,
  person: Person,
  request: Request,
  at: string,
  context: StageContext,
): EntryBody {
  const permission = PERMISSIONS[request.type];
  if (permission !== null && !isPermitted(context, person, permission)) {
    throw new Refused('not_permitted');
  }
  const handler = HANDLERS[request.type] as Handler<Request['type']>;
  return handler(state, person, request, at, context);
}

/**
 * What a role of the plan must permit for each request: the second look, after the server's. A gate
 * names its roles itself.
 */
const PERMISSIONS: Readonly<Record<Request['type'], Permission | null>> = {
  'acknowledge-incident': null,
  'close-incident': 'close',
  'add-note': null,
  'start-run': 'start-run',
  approve: null,
  refuse: null,
  'report-work': 'report-work',
  'lift-control': 'report-work',
  'state-fact': 'attest',
  'submit-obligation': 'submit',
  'waive-obligation': 'submit',
};

function isPermitted({ plan }: StageContext, person: Person, permission: Permission): boolean {
  return plan.roles.some(
    ({ id, permissions }) => person.roles.includes(id) && permissions.includes(permission),
  );
}

function openIncident(state: State, incidentId: string): IncidentState {
  const incident = state.incidents.get(incidentId);
  if (incident === undefined) throw new Refused('not_found', 'There is no such incident.');
  if (incident.state === 'closed') throw new Refused('incident_closed');
  return incident;
}

function isWork({ handedOver, command }: PerformState): boolean {
  return handedOver !== null || command.impact === 'contain' || command.impact === 'process';
}

function closeIncident(state: State, incidentId: string, reason: string): EntryBody {
  const incident = openIncident(state, incidentId);
  if (incident.controls.some(({ liftedAt }) => liftedAt === null)) {
    throw new Refused('controls_in_force');
  }
  // A person at a cabinet is not left alone with an order of an incident that is over.
  if (incident.performs.some((perform) => perform.settled === null && isWork(perform))) {
    throw new Refused('controls_in_force', 'Work is still in hand; report it as done or not done.');
  }
  if (incident.obligations.some((one) => one.state === 'running')) {
    throw new Refused('obligations_open');
  }
  return { kind: 'incident-closed', incidentId, reason };
}

function startRun(
  state: State,
  incidentId: string,
  playbookId: string,
  context: StageContext,
): EntryBody {
  const incident = openIncident(state, incidentId);
  const runnable = context.playbooks.find(({ playbook }) => playbook.id === playbookId);
  if (runnable === undefined) throw new Refused('playbook_not_runnable');
  const { runs } = incident;
  if (runs.length >= RUNS_PER_INCIDENT_MAX) throw new Refused('too_many');
  const same = runs.some(
    (run) => run.started.playbookId === playbookId && run.outcome === 'running',
  );
  if (same) throw new Refused('already_decided', 'This playbook is running on this incident.');
  const alerts = alertsOf(state, incident);
  const { variables } = fitOf(runnable.playbook, alerts, incidentId, context.plant);
  return runStarted(incident, runnable, variables, context);
}

function waitingAsk(state: State, key: string): AskState {
  const ask = state.asks.get(key);
  if (ask === undefined) throw new Refused('not_found', 'Nothing waits under this key.');
  if (ask.openedAt !== null || ask.refusal !== null) throw new Refused('already_decided');
  if (state.incidents.get(ask.incidentId)?.state === 'closed') throw new Refused('incident_closed');
  if (state.runs.get(ask.command.runId)?.run === null) {
    throw new Refused('playbook_not_runnable', 'The playbook of this run cannot be read any more.');
  }
  return ask;
}

function refuseUnlessMayDecide(
  state: State,
  person: Person,
  key: string,
  role: string,
  context: StageContext,
): void {
  const ask = waitingAsk(state, key);
  const held = rolesHeld(context.plan);
  const holds = (who: string, what: string): boolean =>
    Object.hasOwn(held, who) && held[who]!.includes(what);
  const code = checkApproval(gateOf(ask, context), {
    person: person.person,
    role,
    rolesHeld: person.roles,
    requestedBy: ask.requestedBy,
    // Those of people who lost the role since do not open the gate, so they fill no place either.
    approvals: ask.approvals.filter((one) => holds(one.person, one.role)),
    decided: false,
  });
  if (code !== null) throw new Refused(code);
  // The gate counts people of the plan alone: any other approval would wait there for ever.
  if (!holds(person.person, role)) throw new Refused('role_not_held');
}

function gateOf(ask: AskState, context: StageContext): PlanGate {
  const gate = context.plan.gates.find(({ id }) => id === ask.command.gate);
  if (gate === undefined) throw new Refused('gate_closed', 'The plan has no such gate any more.');
  return gate;
}

function openPerform(state: State, key: string): PerformState {
  const perform = state.performs.get(key);
  if (perform === undefined) throw new Refused('not_found', 'There is no such work order.');
  if (perform.settled !== null) throw new Refused('already_decided');
  return perform;
}

function openObligation(state: State, obligationId: string): void {
  const known = state.obligations.get(obligationId);
  if (known === undefined) throw new Refused('not_found', 'There is no such obligation.');
  if (known.state !== 'running') throw new Refused('already_decided');
}

function stateFact(
  state: State,
  person: Person,
  request: Extract<Request, { type: 'state-fact' }>,
  at: string,
  context: StageContext,
): EntryBody {
  const { incidentId, fact, value, trueSince } = request;
  openIncident(state, incidentId);
  refuseFuture(trueSince, at);
  if ((state.facts.get(incidentId)?.length ?? 0) >= FACTS_PER_INCIDENT_MAX) {
    throw new Refused('too_many');
  }
  const roles = context.plan.gates.flatMap((gate) =>
    gate.facts.filter(({ id }) => id === fact).map(({ role }) => role),
  );
  if (roles.length > 0 && !roles.some((role) => person.roles.includes(role))) {
    throw new Refused('not_permitted', `Only ${roles.join(' or ')} may state this.`);
  }
  return {
    kind: 'fact-stated',
    fact: { incidentId, fact, value, trueSince, statedBy: person.person, statedAt: at },
  };
}

function refuseFuture(instant: string, at: string): void {
  if (Date.parse(instant) > Date.parse(at) + CLOCK_AHEAD_MAX_MS) {
    throw new Refused('invalid_request', 'The time lies in the future.');
  }
}
