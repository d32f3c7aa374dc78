import type { Plan } from '@bulkhead/model';

/** For captures that are read without a plan: nothing is known, so nothing is presumed. */
export const UNPLANNED: Plan = {
  name: 'No plan',
  version: '0',
  digest: `sha256:${'0'.repeat(64)}`,
  timeZone: 'UTC',
  languages: ['en'],
  sites: [],
  assets: [],
  zones: [],
  conduits: [],
  functions: [],
  people: [],
  roles: [],
  rotas: [],
  escalations: [],
  gates: [],
  regimes: [],
  templates: [],
  drills: [],
  playbooks: [],
  rules: [],
};
