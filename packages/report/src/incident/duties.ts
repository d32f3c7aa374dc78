import type { ObligationView } from '@bulkhead/model';
import type { Section, Words } from '../document.ts';
import { cites, columns, type Writing } from './words.ts';

/** Who must be told by when under which clause, and the proof that they were. */
export function duties(writing: Writing): Section {
  const started = writing.view.obligations.filter((duty) => duty.state !== 'not-started');
  return {
    id: 'duties',
    title: 'Reporting duties',
    blocks: [
      {
        type: 'table',
        caption: 'Obligations that a stated fact has started',
        columns: columns(
          ['Duty', 32],
          ['To', 18],
          ['Counted from', 26],
          ['Due', 24],
          ['State and proof', 30],
          ['Entry', 8],
        ),
        rows: started.map((duty) => row(writing, duty)),
        empty: 'No obligation has started: no person has stated a fact that one counts from.',
      },
    ],
  };
}

function row(writing: Writing, duty: ObligationView): Words[] {
  const { at } = writing;
  return [
    [{ strong: duty.title }, ' ', { data: duty.source }],
    [{ data: duty.recipient }],
    duty.countedFrom === null
      ? ['not counted']
      : [{ code: duty.countsFrom }, ' ', at(duty.countedFrom)],
    duty.dueAt === null ? ['no time set'] : [at(duty.dueAt)],
    stateOf(writing, duty),
    [cites(duty.cites)],
  ];
}

function stateOf({ at, nameOf }: Writing, duty: ObligationView): Words {
  if (duty.state === 'running') return ['Open'];
  const settled: Words = [
    duty.state === 'submitted' ? 'Submitted' : 'Waived',
    ...(duty.settledAt === null ? [] : [' ', at(duty.settledAt)]),
    ...(duty.settledBy === null ? [] : [' by ', nameOf(duty.settledBy)]),
  ];
  return duty.detail === '' ? settled : [...settled, ': ', { data: duty.detail }];
}
