import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkJournal, openJournal } from '@bulkhead/store';
import { afterAll, expect, test } from 'vitest';
import { ATTACK, Client, runBulkhead, SAMPLE, startServer } from './testing/server-process.ts';

// Goal: whatever moment the server is killed at, every note that it acknowledged is in the journal.
// Method: notes from eight people at once, SIGKILL at a random moment, read the journal, go on.
// `npm run crash` is the full count; a failure prints the seed.
const RUNS = Number(process.env['RUNS'] ?? 3);
const SEED = Number(process.env['SEED'] ?? 1);
const WRITERS = 8;
const KILL_AFTER_MS_MAX = 400;
/** Kills of one journal; then the next begins, since an incident takes only so many notes. */
const KILLS_PER_JOURNAL = 3;
const PERSON = 'dana-whelan';
const PASSWORD = 'a long enough pass phrase';

const folder = mkdtempSync(join(tmpdir(), 'bulkhead-crash-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test(
  `kill -9 at ${RUNS} random moments loses no acknowledged entry (seed ${SEED})`,
  { timeout: 60_000 + RUNS * 10_000 },
  async () => {
    const begun = join(folder, 'begun');
    const ran = await runBulkhead(['investigate', ATTACK, '--plan', SAMPLE, '--out', begun]);
    expect(ran.code, ran.err).toBe(0);
    const random = randomFrom(SEED);
    let kept = 0;
    for (let run = 0; run < RUNS; run += KILLS_PER_JOURNAL) {
      const data = join(folder, `data-${run}`);
      cpSync(begun, data, { recursive: true });
      const kills = Math.min(KILLS_PER_JOURNAL, RUNS - run);
      kept += await killRepeatedly(data, kills, random);
    }
    expect(kept).toBeGreaterThan(RUNS * 5);
    process.stdout.write(`${RUNS} kills, ${kept} acknowledged notes, none lost\n`);
  },
);

/** Kills the server of one journal again and again; the number of notes that it acknowledged. */
async function killRepeatedly(data: string, kills: number, random: () => number): Promise<number> {
  const acknowledged = new Map<number, string>();
  let cookie = '';
  for (let kill = 0; kill < kills; kill++) {
    const server = await startServer(['--plan', SAMPLE, '--data', data]);
    const client = new Client(server.url, cookie);
    if (server.startLink !== null) await signUp(client, server.startLink);
    cookie = client.cookie;
    const incidentId = await firstIncident(client);
    const stop = new AbortController();
    const writers = Array.from({ length: WRITERS }, (_, writer) =>
      write(client, incidentId, `kill ${kill} writer ${writer}`, acknowledged, stop.signal),
    );
    await new Promise((resolve) => setTimeout(resolve, random() * KILL_AFTER_MS_MAX));
    await server.kill();
    stop.abort();
    await Promise.all(writers);
    expectKept(data, acknowledged);
  }
  return acknowledged.size;
}

function expectKept(data: string, acknowledged: ReadonlyMap<number, string>): void {
  const check = checkJournal(data);
  expect(check.what).toBeUndefined();
  expect(check.ok).toBe(true);
  const journal = openJournal(data);
  try {
    const texts = new Map<number, string>();
    for (let from = 0; from < journal.length; from += 1_000) {
      for (const { entry } of journal.read(from, 1_000)) {
        if (entry.body.kind === 'note-added') texts.set(entry.sequence, entry.body.text);
      }
    }
    for (const [sequence, text] of acknowledged) expect(texts.get(sequence)).toBe(text);
  } finally {
    void journal.close();
  }
}

async function signUp(client: Client, startLink: string): Promise<void> {
  const token = startLink.slice(startLink.indexOf('#') + 1);
  const body = { token, person: PERSON, name: 'Dana Whelan', password: PASSWORD };
  expect((await client.call('POST', '/api/session/link', body)).status).toBe(200);
}

async function firstIncident(client: Client): Promise<string> {
  const { body } = await client.call('GET', '/api/situation');
  return (body as { incidents: { id: string }[] }).incidents[0]!.id;
}

/** Writes notes one after the other until the server is gone; keeps what was acknowledged. */
async function write(
  client: Client,
  incidentId: string,
  name: string,
  acknowledged: Map<number, string>,
  signal: AbortSignal,
): Promise<void> {
  for (let i = 0; !signal.aborted; i++) {
    const text = `${name} note ${i}`;
    try {
      const path = `/api/incidents/${incidentId}/notes`;
      const answer = await client.call('POST', path, { text });
      if (answer.status !== 200) return;
      acknowledged.set((answer.body as { sequence: number }).sequence, text);
    } catch {
      return; // The server is gone: what was not answered was not acknowledged.
    }
  }
}

/** mulberry32: small, seeded and good enough to pick a moment with. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
