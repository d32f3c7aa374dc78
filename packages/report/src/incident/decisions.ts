import type { ApprovalView } from '@bulkhead/model';
import type { Block, Section, Span, Words } from '../document.ts';
import { cites, columns, listed, type Writing } from './words.ts';

/** Which decisions were asked for, who took them in which role and when, and on which facts. */
export function decisions(writing: Writing): Section {
  const { approvals } = writing.view;
  const blocks: Block[] = approvals.flatMap((approval) => decision(writing, approval));
  if (blocks.length === 0) {
    blocks.push({ type: 'paragraph', basis: 'prose', words: ['No decision was asked for.'] });
  }
  blocks.push(facts(writing));
  return { id: 'decisions', title: 'Decisions and approvals', blocks };
}

function decision(writing: Writing, approval: ApprovalView): Block[] {
  const { at, nameOf } = writing;
  const rows: { term: string; words: Words; basis: 'entries' }[] = [
    {
      term: 'State',
      basis: 'entries',
      words: [
        STATES[approval.state],
        '; requested by ',
        nameOf(approval.requestedBy),
        ' at ',
        at(approval.requestedAt),
        cites(approval.cites),
      ],
    },
    {
      term: 'Does',
      basis: 'entries',
      words: [{ data: approval.preview.does }, cites(approval.cites)],
    },
    {
      term: 'Loses',
      basis: 'entries',
      words: [...orNothing(approval.preview.loses), cites(approval.cites)],
    },
    {
      term: 'Keeps',
      basis: 'entries',
      words: [...orNothing(approval.preview.keeps), cites(approval.cites)],
    },
    {
      term: 'Undo',
      basis: 'entries',
      words: [{ data: approval.preview.undo }, cites(approval.cites)],
    },
    ...approval.needs.map((need) => approvalsOf(writing, approval, need)),
  ];
  if (approval.refusal !== null) rows.push(refusal(writing, approval, approval.refusal));
  return [
    { type: 'subheading', words: [{ data: approval.title }] },
    { type: 'facts', rows },
  ];
}

const STATES: Readonly<Record<ApprovalView['state'], string>> = {
  waiting: 'Waiting for people',
  opened: 'Approved; the gate opened',
  refused: 'Refused',
};

function orNothing(items: readonly string[]): Span[] {
  return items.length === 0 ? ['nothing named'] : listed(items.map((item) => ({ data: item })));
}

function approvalsOf(
  { at }: Writing,
  approval: ApprovalView,
  need: ApprovalView['needs'][number],
): { term: string; words: Words; basis: 'entries' } {
  const given = need.given.flatMap((one, i): Span[] => [
    ...(i === 0 ? [] : ['; ']),
    { data: one.name },
    ' at ',
    at(one.at),
    cites(one.cites),
  ]);
  const words: Words =
    given.length > 0
      ? [...given, ` (${need.given.length} of ${need.count})`]
      : [`Not given; ${need.count} needed`, cites(approval.cites)];
  return { term: `Approval: ${need.roleName}`, words, basis: 'entries' };
}

function refusal(
  { at }: Writing,
  approval: ApprovalView,
  said: NonNullable<ApprovalView['refusal']>,
): { term: string; words: Words; basis: 'entries' } {
  const words: Words = [
    { data: said.name },
    ' at ',
    at(said.at),
    ': ',
    { data: said.reason },
    cites(approval.cites),
  ];
  return { term: 'Refused by', words, basis: 'entries' };
}

function facts({ view, at, nameOf }: Writing): Block {
  return {
    type: 'table',
    caption: 'Facts that people stated',
    columns: columns(
      ['Fact', 30],
      ['Answer', 16],
      ['So since', 26],
      ['Stated by and when', 32],
      ['Entry', 8],
    ),
    rows: view.facts.map((fact) => [
      [{ code: fact.fact }],
      [answer(fact.value)],
      [at(fact.trueSince)],
      [nameOf(fact.statedBy), ' at ', at(fact.statedAt)],
      [cites(fact.cites)],
    ]),
    empty: 'No person has stated a fact for this incident.',
  };
}

function answer(value: boolean | string): Span {
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : { data: value };
}
