import { execFileSync } from 'node:child_process';
import { createWriteStream, mkdtempSync, readFileSync, rmSync, type WriteStream } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { IncidentView, PacketView, SituationView } from '@bulkhead/model';
import { ATTACK, Client, SAMPLE, startServer } from './testing/server-process.ts';

const PERSON = 'dana-whelan';
const PASSWORD = 'a long enough pass phrase';
const FILE_HEADER_BYTES = 24;
const RECORD_HEADER_BYTES = 16;

const folder = mkdtempSync(join(tmpdir(), 'bulkhead-watch-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const attack = readFileSync(ATTACK);

/** Hexadecimal of each packet of the attack, by frame number. */
function packetsOfAttack(): string[] {
  const packets = [''];
  for (let at = FILE_HEADER_BYTES; at < attack.length;) {
    const from = at + RECORD_HEADER_BYTES;
    const end = from + attack.readUInt32LE(at + 8);
    packets.push(attack.subarray(from, end).toString('hex'));
    at = end;
  }
  return packets;
}

/** A server that watches a new named pipe, and a person who is signed in. */
async function watching(
  data: string,
  pipe: string,
): Promise<{ server: Awaited<ReturnType<typeof startServer>>; client: Client; into: WriteStream }> {
  execFileSync('mkfifo', [pipe]);
  const into = createWriteStream(pipe);
  into.on('error', () => {});
  const server = await startServer(['--plan', SAMPLE, '--data', data, '--from', pipe]);
  const client = new Client(server.url);
  if (server.startLink === null) {
    await client.call('POST', '/api/session', { person: PERSON, password: PASSWORD });
  } else {
    const token = server.startLink.split('#')[1]!;
    const body = { token, person: PERSON, name: 'Dana Whelan', password: PASSWORD };
    await client.call('POST', '/api/session/link', body);
  }
  return { server, client, into };
}

/** Asks until the answer will do; the test's time limit ends it. */
async function until<T>(client: Client, path: string, holds: (view: T) => boolean): Promise<T> {
  for (;;) {
    const { body } = await client.call('GET', path);
    if (holds(body as T)) return body as T;
  }
}

async function citedPackets(client: Client): Promise<readonly PacketView[]> {
  const { incidents } = await until<SituationView>(
    client,
    '/api/situation',
    (view) => view.incidents.length > 0,
  );
  const path = `/api/incidents/${incidents[0]!.id}`;
  const incident = (await client.call('GET', path)).body as IncidentView;
  const found: PacketView[] = [];
  for (const { alert } of incident.alerts) {
    const { body } = await client.call('GET', `/api/alerts/${alert.id}/packets`);
    found.push(...(body as { packets: readonly PacketView[] }).packets);
  }
  return found;
}

test('what is watched raises alerts, whose packets are kept and shown', async () => {
  const { server, client, into } = await watching(join(folder, 'data'), join(folder, 'pipe'));
  try {
    into.end(attack);
    const view = await until<SituationView>(
      client,
      '/api/situation',
      ({ sensing }) => sensing.state === 'finished',
    );
    const packets = packetsOfAttack();
    expect(view.sensing.packets).toBe(packets.length - 1);
    const cited = await citedPackets(client);
    expect(cited.length).toBeGreaterThan(0);
    for (const { frame, hex } of cited) expect(hex).toBe(packets[frame]);
  } finally {
    expect(await server.stop()).toBe(0);
  }
});

test('packets of a server that was killed are taken up by the next one', async () => {
  const data = join(folder, 'killed');
  const first = await watching(data, join(folder, 'first'));
  first.into.write(attack);
  await until<SituationView>(
    first.client,
    '/api/situation',
    ({ incidents }) => incidents.length > 0,
  );
  expect(await citedPackets(first.client), 'the piece is not sealed yet').toEqual([]);
  await first.server.kill();
  first.into.destroy();
  const second = await watching(data, join(folder, 'second'));
  try {
    const packets = packetsOfAttack();
    let cited = await citedPackets(second.client);
    while (cited.length === 0) cited = await citedPackets(second.client);
    for (const { frame, hex } of cited) expect(hex).toBe(packets[frame]);
  } finally {
    second.into.end();
    expect(await second.server.stop()).toBe(0);
  }
});
