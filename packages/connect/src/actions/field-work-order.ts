import { join } from 'node:path';
import { defineAction } from '@bulkhead/playbook';
import { z } from 'zod';
import { defineActionKind } from '../define.ts';
import { SpoolFolder } from '../durable.ts';
import { workOrderText } from '../work-order.ts';

const Lines = z.string().max(50_000).default('');

/** What `perform` commands carry for this action; lists are divided by line ends. */
const Input = z.object({
  title: z.string().min(1).max(4_000),
  to: z.string().max(4_000).default(''),
  targets: Lines,
  work: z.string().min(1).max(200_000),
  does: Lines,
  cuts: Lines,
  loses: Lines,
  keeps: Lines,
  alternatives: Lines,
  doNothing: Lines,
  undo: Lines,
  owner: Lines,
  expiresAfterMinutes: z.string().max(10).default(''),
});

/**
 * Hands work to people: what a machine must not do, a person does and reports. Lays a printable
 * order down; the step settles when the report comes, however long that takes.
 */
export const fieldWorkOrder = defineActionKind({
  name: 'field-work-order',
  reach: { to: 'people' },
  create({ spoolFolder }) {
    const folder = new SpoolFolder(join(spoolFolder, 'work-orders'));
    return defineAction({
      name: 'field-work-order',
      summary: 'Hands work to a person at the plant.',
      impact: 'process',
      timeoutMs: 10_000,
      settledBy: 'report',
      input: Input,

      preview: ({ to, title }) => `Hands a work order to ${to || 'people at the plant'}: ${title}`,

      async run(order, { idempotencyKey, signal }) {
        const text = workOrderText(order, idempotencyKey);
        const name = await folder.put(idempotencyKey, text, signal);
        return { detail: `Work order work-orders/${name} for ${order.to}`, out: {} };
      },
    });
  },
});
