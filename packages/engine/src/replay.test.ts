import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyEntry } from './apply.ts';
import { takeIn } from './flow.ts';
import { system } from './open.ts';
import { emptyState } from './state.ts';
import { alertBody, bytesOf, openBench } from './testing/bench.ts';
import { anyMove, play } from './testing/moves.ts';

describe('a journal', () => {
  test('replays to the same entries, byte for byte, and to the same views', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyMove, { maxLength: 25 }), async (moves) => {
        const { engine, journal, clock } = await openBench({ actions: null });
        for (const move of moves) await play(engine, clock, move);
        const again = emptyState();
        const byDigest = (digest: string) =>
          engine.context.playbooks.find((one) => one.digest === digest)?.playbook ?? null;
        const inputs = journal.entries.filter(({ entry }) => entry.cause === null);
        const replayed = inputs.flatMap(({ entry }) =>
          takeIn(again, [entry], entry.at, engine.context, byDigest),
        );
        expect(bytesOf({ entries: replayed })).toEqual(bytesOf(journal));
        const folded = emptyState();
        for (const { entry } of journal.entries) applyEntry(folded, entry, byDigest);
        folded.previous = again.previous;
        expect(folded).toEqual(again);
      }),
      { numRuns: 60 },
    );
  });

  test('opened again gives the same situation', async () => {
    const first = await openBench({ actions: null });
    await first.engine.record(system('sensor'), [alertBody()]);
    const second = await openBench({ actions: null }, first.journal);
    expect(second.engine.situation().incidents).toEqual(first.engine.situation().incidents);
    expect(second.engine.situation().approvals).toEqual(first.engine.situation().approvals);
  });
});
