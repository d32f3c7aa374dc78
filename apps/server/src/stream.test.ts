import { setImmediate } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { SESSION_IDLE_MS } from './sessions.ts';
import { openStream, STREAM_CHANGES_MAX, STREAM_CLIENTS_MAX } from './stream.ts';
import { type Listener, listen } from './testing/listener.ts';
import { type Running, startServer } from './testing/running-server.ts';
import { NO_SENSING, smallEngine } from './testing/small-plant.ts';

async function started(): Promise<Running> {
  const running = await startServer();
  onTestFinished(() => running.server.close());
  return running;
}

async function joined(running: Running, lastEventId?: string): Promise<Listener> {
  const listener = await listen(running.port, running.cookieOf('nora'), lastEventId);
  await listener.until('event: change');
  return listener;
}

interface Counts {
  readonly pages: number;
  readonly pagesDropped: number;
}

async function counts(running: Running): Promise<Counts> {
  const answer = await running.ask({ path: '/api/health', cookie: running.cookieOf('nora') });
  return JSON.parse(answer.text) as Counts;
}

/** What a page was told, as `sequence: incidents`. */
function told(listener: Listener): readonly string[] {
  return [...listener.text().matchAll(/^event: change\ndata: (.*)$/gm)].map(([, text]) => {
    const { sequence, incidentIds } = JSON.parse(text!) as {
      sequence: number;
      incidentIds: readonly string[];
    };
    return `${sequence}: ${incidentIds.join(' ')}`.trim();
  });
}

describe('a page that listens', () => {
  test('is told how far the journal is, and then each change', async () => {
    const running = await started();
    const page = await joined(running);
    running.engine.change(11, ['incident-1']);
    running.engine.change(12, []);
    await page.until('id: 12');
    expect(told(page)).toEqual(['9:', '11: incident-1', '12:']);
  });

  test('and comes again is told what it missed, once', async () => {
    const running = await started();
    for (const [sequence, id] of [
      [11, 'a'],
      [12, 'b'],
      [13, 'a'],
    ] as const) {
      running.engine.change(sequence, [id]);
    }
    expect(told(await joined(running, '11'))).toEqual(['13: b a']);
    expect(told(await joined(running, '13'))).toEqual(['13:']);
  });

  test('and was away for long is told of every incident', async () => {
    const running = await started();
    for (let i = 0; i <= STREAM_CHANGES_MAX; i++) running.engine.change(100 + i, ['incident-9']);
    expect(told(await joined(running, '3'))).toEqual([`${100 + STREAM_CHANGES_MAX}: incident-1`]);
  });

  test('and says what is no sequence is told how far the journal is', async () => {
    const running = await started();
    expect(told(await joined(running, '-1; DROP'))).toEqual(['9:']);
  });
});

describe('the figures of the sensor', () => {
  test('reach the page when they have moved, without an entry and without repeating', async () => {
    let packets = 1;
    const running = await startServer({ sensing: () => ({ ...NO_SENSING, packets }) });
    onTestFinished(() => running.server.close());
    const page = await joined(running);
    const figures = (): readonly number[] =>
      [...page.text().matchAll(/^event: sensing\ndata: (.*)$/gm)].map(
        ([, text]) => (JSON.parse(text!) as { packets: number }).packets,
      );
    running.server.look();
    packets = 2;
    running.server.look();
    running.server.look();
    packets = 3;
    running.server.look();
    await page.until('"packets":3');
    expect(figures()).toEqual([2, 3]);
    expect(told(page)).toEqual(['9:']);
  });
});

describe('the stream', () => {
  test('lets a page go when its session ends', async () => {
    const running = await started();
    const engine = smallEngine();
    const stream = openStream(engine, () => NO_SENSING);
    const page = await joined(running);
    stream.close();
    expect(engine.listeners).toBe(0);
    running.clock.advanceMs(SESSION_IDLE_MS);
    running.server.beat();
    await page.ended;
  });

  test('drops and counts a page that reads nothing; the others miss nothing', async () => {
    const running = await started();
    const slow = await joined(running);
    const quick = await joined(running);
    slow.pause();
    const large = Array.from({ length: 1_000 }, (_, i) => `incident-${'x'.repeat(50)}-${i}`);
    let sequence = 100;
    // Until the buffers of the operating system are full too.
    while ((await counts(running)).pagesDropped === 0) {
      expect(sequence).toBeLessThan(2_000);
      running.engine.change(sequence, large);
      await quick.until(`id: ${sequence}\n`);
      sequence++;
      await setImmediate();
    }
    slow.resume();
    await slow.ended;
    expect(told(quick).length).toBe(1 + sequence - 100);
    expect(await counts(running)).toMatchObject({ pages: 1, pagesDropped: 1 });
  });

  test('forgets a page that leaves', async () => {
    const running = await started();
    const page = await joined(running);
    page.leave();
    await page.ended;
    while ((await counts(running)).pages > 0) await setImmediate();
  });

  test(`takes at most ${STREAM_CLIENTS_MAX} pages`, async () => {
    const running = await started();
    const cookie = running.cookieOf('nora');
    const pages = await Promise.all(
      Array.from({ length: STREAM_CLIENTS_MAX }, () => listen(running.port, cookie)),
    );
    expect(pages.every((page) => page.status === 200)).toBe(true);
    expect((await listen(running.port, cookie)).status).toBe(503);
  });
});
