import { PacketView, Refused } from '@bulkhead/model';
import { z } from 'zod';
import { defineRoute, PathId } from '../route.ts';

export const listPackets = defineRoute({
  method: 'GET',
  path: '/api/alerts/:alertId/packets',
  summary: 'The packets that an alert cites.',
  permission: 'signed-in',
  params: z.strictObject({ alertId: PathId }),
  reply: z.object({
    packets: z.array(PacketView).readonly(),
    /** Digest of the capture that they are in. */
    capture: z.string(),
  }),
  refusals: ['not_found'],
  async handle({ params, context }) {
    const packets = await context.options.documents.packets(params.alertId);
    if (packets === undefined) throw new Refused('not_found', 'There is no such alert.');
    return packets;
  },
});
