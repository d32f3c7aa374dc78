import {
  PlanAsset,
  PlanConduit,
  PlanDrill,
  PlanEscalation,
  PlanFunction,
  PlanGate,
  PlanPerson,
  PlanRegime,
  PlanRole,
  PlanRota,
  PlanTemplate,
  PlanZone,
} from '@bulkhead/model';
import type { PartId } from './parts.ts';

/** Every list of a plan: its name in the plan, and what one item is. */
export const LISTS = {
  assets: PlanAsset,
  zones: PlanZone,
  conduits: PlanConduit,
  functions: PlanFunction,
  people: PlanPerson,
  roles: PlanRole,
  rotas: PlanRota,
  escalations: PlanEscalation,
  gates: PlanGate,
  regimes: PlanRegime,
  templates: PlanTemplate,
  drills: PlanDrill,
} as const;
export type ListName = keyof typeof LISTS;

/** Where a list is written: a file, or a folder of files when it ends in `/`. */
export interface Section {
  readonly where: string;
  readonly lists: readonly ListName[];
  /** What a plan without this file cannot do; undefined where there is no plan without it. */
  readonly without?: string;
  /** Readiness: what it costs to be without it. */
  readonly cost?: { readonly part: PartId; readonly points: number };
}

function yaml(name: string): string {
  return `${name}.yaml`;
}

/** The layout of a plan's folder. */
export const SECTIONS: readonly Section[] = [
  { where: 'assets/', lists: ['assets'] },
  { where: yaml('zones'), lists: ['zones', 'conduits'] },
  { where: yaml('people'), lists: ['people'] },
  { where: yaml('roles'), lists: ['roles'] },
  {
    where: yaml('process'),
    lists: ['functions'],
    without: 'nobody can see what the loss of an asset does to the process',
    cost: { part: 'assets', points: 8 },
  },
  {
    where: 'rota/',
    lists: ['rotas'],
    without: 'nobody can see who is on duty',
    cost: { part: 'people', points: 8 },
  },
  {
    where: yaml('escalation'),
    lists: ['escalations'],
    without: 'a decision that nobody answers stays where it is',
    cost: { part: 'people', points: 4 },
  },
  {
    where: yaml('gates'),
    lists: ['gates'],
    without: 'no step that needs approval can act',
    cost: { part: 'containment', points: 10 },
  },
  {
    where: yaml('obligations'),
    lists: ['regimes'],
    without: 'no reporting duty is watched',
    cost: { part: 'reporting', points: 5 },
  },
  {
    where: 'communications/',
    lists: ['templates'],
    without: 'every message starts empty',
    cost: { part: 'reporting', points: 5 },
  },
  {
    where: 'drills/',
    lists: ['drills'],
    without: 'nobody has practised this plan',
    cost: { part: 'exercises', points: 15 },
  },
];

/** Folders whose files other packages parse, and how their names end. */
export const TEXT_FOLDERS = [
  { where: 'playbooks/', endings: ['.json'], list: 'playbooks' },
  { where: 'detection/', endings: ['.yml'], list: 'rules' },
] as const;

/** The section that a file belongs to, or undefined. Files of folders end in `.yaml`. */
export function sectionOf(file: string): Section | undefined {
  return SECTIONS.find(({ where }) =>
    where.endsWith('/')
      ? file.startsWith(where) && file.endsWith('.yaml') && !file.slice(where.length).includes('/')
      : file === where,
  );
}
