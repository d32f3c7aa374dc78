/** A fact that law counts from: its fixed name, and how to ask a person for it. */
export interface LegalFact {
  readonly id: string;
  readonly title: string;
  /** In plain words; the answer is the moment since when it is so. */
  readonly question: string;
  /** How to decide it. */
  readonly help: string;
}

/** Every fact that a stage counts from or waits for. Names are added, never renamed. */
export const FACTS: readonly LegalFact[] = [
  {
    id: 'aware',
    title: 'We are aware of a significant incident',
    question: 'Since when do we know that this is a significant incident?',
    help:
      'When someone with the duty to judge it had enough to be reasonably sure, not when the ' +
      'first alert came. Significant: it has caused or can cause severe disruption or financial ' +
      'loss, or considerable damage to others. If unsure between two moments, state the earlier.',
  },
  {
    id: 'requested-by-authority',
    title: 'An authority asked for a report',
    question: 'When did the CSIRT or authority ask for an intermediate report, and by when?',
    help: 'State each request on its own. Give the time that it names as the value, or yes.',
  },
  {
    id: 'still-ongoing',
    title: 'The incident goes on',
    question: 'Is the incident still going on, so that a final report cannot be made in time?',
    help: 'Yes while containment or recovery is not finished. A progress report is then due.',
  },
  {
    id: 'handled',
    title: 'The incident was handled',
    question: 'When was the handling of the incident finished?',
    help: 'When contained, removed and recovered, and the plant ran normally again.',
  },
  {
    id: 'determined-reportable',
    title: 'Determined: Reportable Cyber Security Incident',
    question: 'When was it determined that this is a Reportable Cyber Security Incident?',
    help:
      'It compromised or disrupted a BES Cyber System that performs a reliability task, an ' +
      'Electronic Security Perimeter, or its Electronic Access Control or Monitoring System.',
  },
  {
    id: 'determined-attempt',
    title: 'Determined: attempt to compromise',
    question: 'When was it determined that this was an attempt to compromise an applicable system?',
    help: 'By the criteria that your own plan sets under CIP-008-6 R1 Part 1.2.',
  },
  {
    id: 'attribute-changed',
    title: 'An attribute is new or has changed',
    question: 'When was a new or changed attribute of the incident determined?',
    help:
      'Functional impact, attack vector or level of intrusion. State each change on its own; ' +
      'each needs its update.',
  },
];

const BY_ID = new Map(FACTS.map((fact) => [fact.id, fact]));

/** What to ask so that a count can begin: the question of a fact, or for a receipt. */
export function questionOf(countsFrom: string, titleOf: (stage: string) => string): string {
  if (countsFrom.startsWith('submitted:')) {
    const title = titleOf(countsFrom.slice('submitted:'.length));
    return `When was "${title}" submitted? The time counts from its receipt.`;
  }
  return BY_ID.get(countsFrom)?.question ?? `Since when is "${countsFrom}" so?`;
}
