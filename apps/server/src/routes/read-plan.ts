import { PlanView } from '@bulkhead/model';
import { defineRoute } from '../route.ts';

export const readPlan = defineRoute({
  method: 'GET',
  path: '/api/plan',
  summary: 'The plan in force: its files, what its check found, and its readiness.',
  permission: 'signed-in',
  reply: PlanView,
  refusals: [],
  handle: ({ context }) => context.options.planView(),
});
