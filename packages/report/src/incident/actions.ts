import type { ControlView, RunView, StepView } from '@bulkhead/model';
import type { Block, Section, Words } from '../document.ts';
import { cites, columns, type Writing } from './words.ts';

const STATES: Readonly<Record<StepView['state'], string>> = {
  'not-reached': 'Not reached',
  waiting: 'Waiting for people',
  'in-hand': 'In hand',
  done: 'Reported done',
  refused: 'Refused',
  failed: 'Failed',
};

/** What was done, and which controls are in force, whose they are and how they end. */
export function actions(writing: Writing): Section {
  return {
    id: 'actions',
    title: 'Actions and controls',
    blocks: [controls(writing), ...writing.view.runs.flatMap((run) => steps(writing, run))],
  };
}

function controls({ view, at, nameOf }: Writing): Block {
  return {
    type: 'table',
    caption: 'Controls: temporary measures, each with an owner, an undo and an end',
    columns: columns(
      ['Control', 30],
      ['State', 28],
      ['Owner', 14],
      ['Expires', 24],
      ['Undo', 26],
      ['Entry', 8],
    ),
    rows: view.controls.map((control) => [
      [{ strong: control.what }],
      state(at, control),
      [nameOf(control.owner)],
      control.expiresAt === null ? ['when it is lifted'] : [at(control.expiresAt)],
      [{ data: control.undo }],
      [cites(control.cites)],
    ]),
    empty: 'No control was placed.',
  };
}

function state(at: Writing['at'], control: ControlView): Words {
  return control.liftedAt === null
    ? ['In force since ', at(control.placedAt)]
    : ['Lifted ', at(control.liftedAt), '; placed ', at(control.placedAt)];
}

function steps({ at, nameOf }: Writing, run: RunView): Block[] {
  const reached = run.steps.filter((step) => step.cites.length > 0);
  const left = run.steps.length - reached.length;
  return [
    { type: 'subheading', words: ['Playbook: ', { data: run.playbook.name }] },
    {
      type: 'paragraph',
      basis: 'entries',
      words: [
        `State of the run: ${run.state}. Started by `,
        nameOf(run.startedBy),
        ' at ',
        at(run.startedAt),
        `. Steps not reached: ${left}. Digest of the playbook: `,
        { code: run.playbook.digest },
        cites(run.cites),
      ],
    },
    {
      type: 'table',
      caption: 'Steps reached. What a person reports done is a claim until telemetry agrees.',
      columns: columns(['Step', 34], ['State', 16], ['Detail', 48], ['Entry', 8]),
      rows: reached.map((step) => [
        [{ strong: step.name }],
        [STATES[step.state]],
        step.detail === '' ? [] : [{ data: step.detail }],
        [cites(step.cites)],
      ]),
      empty: 'No step was reached.',
    },
  ];
}
