import { execFileSync } from 'node:child_process';
import {
  createWriteStream,
  existsSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  type WriteStream,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, expect, test } from 'vitest';
import type { IncidentView, PacketView, SituationView } from '@bulkhead/model';
import { openJournal } from '@bulkhead/store';
import { ATTACK, Client, SAMPLE, startServer } from './testing/server-process.ts';

const PERSON = 'dana-whelan';
const PASSWORD = 'a long enough pass phrase';
const FILE_HEADER_BYTES = 24;
const RECORD_HEADER_BYTES = 16;
/** The first request of the attack that an alert cites, once the next frame has answered it. */
const REQUEST_FRAME = 1284;
/** A piece is sealed at half of the least budget that there may be. */
const PIECE_BYTES = 500_000;

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
  more: readonly string[] = [],
): Promise<{ server: Awaited<ReturnType<typeof startServer>>; client: Client; into: WriteStream }> {
  execFileSync('mkfifo', [pipe]);
  const into = createWriteStream(pipe);
  into.on('error', () => {});
  const server = await startServer(['--plan', SAMPLE, '--data', data, '--from', pipe, ...more]);
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

/** Records of the attack from one frame to another, as they are in the file. */
function recordsOfAttack(from: number, to: number): Buffer {
  let at = FILE_HEADER_BYTES;
  let begin = at;
  for (let frame = 1; frame <= to; frame++) {
    if (frame === from) begin = at;
    at += RECORD_HEADER_BYTES + attack.readUInt32LE(at + 8);
  }
  return attack.subarray(begin, at);
}

/** More packets than a piece holds, all at the time of the request and of no known protocol. */
function filling(): { readonly bytes: Buffer; readonly packets: number } {
  const frameBytes = 1_000;
  const packet = Buffer.alloc(RECORD_HEADER_BYTES + frameBytes);
  recordsOfAttack(REQUEST_FRAME, REQUEST_FRAME).copy(packet, 0, 0, RECORD_HEADER_BYTES);
  packet.writeUInt32LE(frameBytes, 8);
  packet.writeUInt32LE(frameBytes, 12);
  packet.writeUInt16BE(0x88b5, RECORD_HEADER_BYTES + 12);
  const packets = Math.ceil(PIECE_BYTES / packet.length);
  return { bytes: Buffer.concat(Array.from({ length: packets }, () => packet)), packets };
}

const ANSWER = {
  bytes: recordsOfAttack(REQUEST_FRAME + 1, REQUEST_FRAME + 1),
  packets: 1,
};

/** What the journal says of a piece, entry by entry: whether the blob store has it. */
async function storedOf(data: string, digest: string): Promise<boolean[]> {
  const journal = openJournal(data);
  const entries = journal.read(0, journal.length).map(({ entry }) => entry.body);
  await journal.close();
  return entries.flatMap((body) =>
    body.kind === 'capture-read' && body.capture === digest ? [body.stored] : [],
  );
}

test.each([
  { name: 'sealed before an alert cites it', before: filling(), after: ANSWER },
  { name: 'sealed once an alert cites it', before: ANSWER, after: filling() },
])('a piece $name is kept once the blob store takes it', async (given) => {
  const { before, after } = given;
  const data = join(folder, given.name);
  const more = ['--packets', '1MB'];
  const { server, client, into } = await watching(data, join(folder, `${given.name} pipe`), more);
  const refused = Promise.withResolvers<void>();
  createInterface({ input: server.child.stderr! }).on('line', (line) => {
    if (line.includes('a piece of the capture is not kept')) refused.resolve();
  });
  let digest = '';
  try {
    into.write(attack.subarray(0, FILE_HEADER_BYTES));
    into.write(recordsOfAttack(1, REQUEST_FRAME));
    into.write(before.bytes);
    await until<SituationView>(
      client,
      '/api/situation',
      ({ sensing }) => sensing.packets === REQUEST_FRAME + before.packets,
    );
    renameSync(join(data, 'blobs'), join(data, 'away'));
    into.write(after.bytes);
    await refused.promise;
    renameSync(join(data, 'away'), join(data, 'blobs'));
    // Nothing else comes: it is tried again by the clock.
    const manifest = readFileSync(join(data, 'packets', 'manifest.json'), 'utf8');
    digest = (JSON.parse(manifest) as { segments: { digest: string }[] }).segments[0]!.digest;
    const hex = digest.slice('sha256:'.length);
    const blob = join(data, 'blobs', hex.slice(0, 2), hex);
    await until(client, '/api/situation', () => existsSync(blob));
  } finally {
    into.end();
    expect(await server.stop()).toBe(0);
  }
  expect(await storedOf(data, digest)).toEqual([false, true]);
});
