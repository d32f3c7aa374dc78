import type { ApprovalView, SituationView } from '@bulkhead/model';
import type { SamplePerson } from '../../client.ts';
import type { FieldWork } from './field-work.ts';
import { permittedPeople } from './permitted.ts';

/** What a visitor of the sample plant may do next, and who must do it. */
export interface NextStep {
  readonly text: string;
  /** Person of the sample plant to act as, when it is not the visitor's present part. */
  readonly actAs: SamplePerson | null;
  readonly approval: ApprovalView | null;
  readonly incidentId: string | null;
}

/** The fact that most regimes count from. */
const AWARE = 'aware';

const plain = (text: string, incidentId: string | null = null): NextStep => ({
  text,
  actAs: null,
  approval: null,
  incidentId,
});

/** The next step from the journal's state, in one sentence. */
export function nextStep(
  view: SituationView,
  people: readonly SamplePerson[],
  me: string,
  work: FieldWork | null,
): NextStep {
  const incident = view.incidents.find((each) => each.state !== 'closed');
  if (incident === undefined) {
    return view.incidents.length === 0
      ? plain('Wait for the recorded attack: its first alert opens an incident.')
      : plain('The incident is closed. Its report and evidence stay on its page.');
  }
  const approval = view.approvals.find((each) => each.state === 'waiting');
  if (approval !== undefined) return approvalStep(approval, people, me);
  if (work !== null) return workStep(work, people, me);
  if (incident.state === 'open') return plain('Open the incident and acknowledge it.', incident.id);
  if (view.controls.length === 0) {
    return plain('Follow the playbook: people in the field report their work there.', incident.id);
  }
  if (view.obligations.some((each) => each.state === 'not-started' && each.countsFrom === AWARE)) {
    return plain('State since when you are aware: reporting deadlines count from it.', incident.id);
  }
  return plain('Download the report. Lift the control once the plant is restored.', incident.id);
}

function workStep(work: FieldWork, people: readonly SamplePerson[], me: string): NextStep {
  const able = permittedPeople(people, 'report-work');
  const person = able.find((each) => each.person === me) ?? able[0] ?? null;
  const mine = person?.person === me;
  const who = person === null ? 'the people in the field' : person.name;
  const text = mine ? 'Report the work once it is done' : `Report the work, as ${who} may`;
  return { ...plain(`${text}: ${work.name}`, work.incidentId), actAs: mine ? null : person };
}

function approvalStep(
  approval: ApprovalView,
  people: readonly SamplePerson[],
  me: string,
): NextStep {
  const holder = (role: string, not: readonly string[] = []): SamplePerson | null => {
    const able = people.filter(
      (each) => each.roles.some(({ id }) => id === role) && !not.includes(each.person),
    );
    return able.find((each) => each.person === me) ?? able[0] ?? null;
  };
  const step = (text: string, person: SamplePerson | null): NextStep => ({
    text,
    actAs: person === null || person.person === me ? null : person,
    approval,
    incidentId: approval.incidentId,
  });
  const fact = approval.facts.find((each) => each.state !== 'fresh');
  if (fact !== undefined) return step(`Answer: ${fact.question}`, holder(fact.role));
  const agreed = approval.needs.flatMap((need) => need.given.map((each) => each.person));
  const needs = approval.needs.filter((each) => each.given.length < each.count);
  const barred = [...agreed, approval.requestedBy];
  const persons = needs.map((need) => holder(need.role, barred));
  const mine = persons.find((each) => each?.person === me);
  return step(`Decide: ${approval.title}`, mine ?? persons[0] ?? null);
}
