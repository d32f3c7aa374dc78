import { ActionFailed, defineAction } from '@bulkhead/playbook';
import { z } from 'zod';
import { defineActionKind } from '../define.ts';

const Input = z.object({
  subject: z.string().min(1).max(4_000),
  text: z.string().min(1).max(200_000),
  /** Role ids, divided by commas. */
  audience: z.string().max(4_000).default(''),
  to: z.string().max(4_000).default(''),
});

/** Tells people something through every channel. Done when at least one channel has taken it. */
export const notice = defineActionKind({
  name: 'notice',
  reach: { to: 'people' },
  create({ channels }) {
    return defineAction({
      name: 'notice',
      summary: 'Tells people something.',
      impact: 'notify',
      timeoutMs: 10_000,
      settledBy: 'result',
      input: Input,

      preview: ({ subject, to, audience }) => `Tells ${to || audience}: ${subject}`,

      async run({ subject, text, audience, to }, context) {
        const roles = audience
          .split(',')
          .map((role) => role.trim())
          .filter(Boolean);
        const message = { subject, text, audience: roles, to };
        const results = await Promise.allSettled(
          channels.map(async (channel) => {
            const where = await channel.deliver(message, context);
            return `${channel.name}: ${where}`;
          }),
        );
        const taken = results.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
        const reasons = results.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
        if (taken.length > 0) {
          const failed = reasons.length > 0 ? `; not taken: ${reasons.join('; ')}` : '';
          return {
            detail: `Laid down for ${to || audience} (${taken.join(', ')})${failed}`,
            out: {},
          };
        }
        const retryable = reasons.some((one) => !(one instanceof ActionFailed) || one.retryable);
        throw new ActionFailed('no_channel', { retryable, detail: reasons.join('; ') });
      },
    });
  },
});
