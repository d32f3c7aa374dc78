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
}

/** The layout of a plan's folder. */
export const SECTIONS: readonly Section[] = [
  { where: 'assets/', lists: ['assets'] },
  { where: 'zones.yaml', lists: ['zones', 'conduits'] },
  { where: 'people.yaml', lists: ['people'] },
  { where: 'roles.yaml', lists: ['roles'] },
  {
    where: 'process.yaml',
    lists: ['functions'],
    without: 'nobody can see what the loss of an asset does to the process',
  },
  { where: 'rota/', lists: ['rotas'], without: 'nobody can see who is on duty' },
  {
    where: 'escalation.yaml',
    lists: ['escalations'],
    without: 'a decision that nobody answers stays where it is',
  },
  { where: 'gates.yaml', lists: ['gates'], without: 'no step that needs approval can act' },
  { where: 'obligations.yaml', lists: ['regimes'], without: 'no reporting duty is watched' },
  { where: 'communications/', lists: ['templates'], without: 'every message starts empty' },
  { where: 'drills/', lists: ['drills'], without: 'nobody has practised this plan' },
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
