import { join } from 'node:path';
import { defineChannelKind } from '../define.ts';
import { SpoolFolder } from '../durable.ts';
import { oneLine } from '../text.ts';

/** Messages as files in a folder: works with every network down; durable when it resolves. */
export const spool = defineChannelKind({
  name: 'spool',
  create({ spoolFolder }) {
    const folder = new SpoolFolder(join(spoolFolder, 'messages'));
    return {
      name: 'spool',
      async deliver({ subject, audience, to, text }, { idempotencyKey, signal }) {
        const head = [
          `Subject: ${oneLine(subject)}`,
          `To: ${oneLine(to)}`,
          `Audience: ${oneLine(audience.join(', '))}`,
          `Key: ${oneLine(idempotencyKey)}`,
        ];
        const name = await folder.put(idempotencyKey, `${head.join('\n')}\n\n${text}\n`, signal);
        return `messages/${name}`;
      },
    };
  },
});
