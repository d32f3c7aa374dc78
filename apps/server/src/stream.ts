import type { ServerResponse } from 'node:http';
import type { Change, Engine } from '@bulkhead/engine';
import type { SituationView } from '@bulkhead/model';
import { Failure } from './failure.ts';

/** Pages that may listen at a time. */
export const STREAM_CLIENTS_MAX = 200;
/** Bytes that may wait for one slow page; beyond it the page is dropped and comes again. */
export const STREAM_WAITING_BYTES_MAX = 64 * 1024;
/** Changes kept for pages that come again; an older page is told of every incident. */
export const STREAM_CHANGES_MAX = 1_000;
/** Keeps proxies from closing a quiet stream, and ends the streams of ended sessions. */
export const HEARTBEAT_MS = 15_000;
/** When a page that lost its stream asks again. */
const RETRY_MS = 2_000;

interface Client {
  readonly response: ServerResponse;
  /** Whether the session still stands. */
  readonly stands: () => boolean;
}

export interface StreamCounts {
  readonly clients: number;
  /** Pages dropped because they read too slowly, since the start. */
  readonly dropped: number;
}

/** Tells listening pages of each durable change (HTML Living Standard §9.2, server-sent events). */
export interface Stream {
  /** Throws `overloaded` where no more pages may listen. Call it before `join`. */
  admit(): void;
  join(response: ServerResponse, lastEventId: string | undefined, stands: () => boolean): void;
  /** One heartbeat. */
  beat(): void;
  /** Tells the pages what the sensor has seen, where that has changed since the last look. */
  look(): void;
  counts(): StreamCounts;
  /** Ends every stream and stops listening to the engine. */
  close(): void;
}

function eventText(change: Change): string {
  return `id: ${change.sequence}\nevent: change\ndata: ${JSON.stringify(change)}\n\n`;
}

/** All that happened after `sequence`, as one change. */
function changeSince(
  engine: Engine,
  recent: readonly Change[],
  sequence: number | undefined,
): Change {
  const newest = recent.at(-1)?.sequence ?? engine.situation().journal.entries - 1;
  if (sequence === undefined || sequence >= newest) return { sequence: newest, incidentIds: [] };
  const missed = recent.filter((change) => change.sequence > sequence);
  // The oldest kept change may itself follow changes that are no longer kept.
  const isWhole = missed.length < recent.length;
  const ids = isWhole
    ? missed.flatMap((change) => change.incidentIds)
    : engine.situation().incidents.map((incident) => incident.id);
  return { sequence: newest, incidentIds: [...new Set(ids)] };
}

/** Numbers of the journal have at most 15 digits; all else is no number of ours. */
function sequenceOf(lastEventId: string | undefined): number | undefined {
  return lastEventId !== undefined && /^\d{1,15}$/.test(lastEventId)
    ? Number(lastEventId)
    : undefined;
}

/** The figures of the sensor move without entries; a page is told of them this often at most. */
const SENSING_MS = 1_000;

export function openStream(engine: Engine, sensing: () => SituationView['sensing']): Stream {
  const clients = new Set<Client>();
  const recent: Change[] = [];
  let dropped = 0;
  let isClosed = false;

  const send = (client: Client, text: string): void => {
    if (client.response.writableLength > STREAM_WAITING_BYTES_MAX) {
      dropped++;
      clients.delete(client);
      client.response.destroy();
      return;
    }
    client.response.write(text);
  };
  const unsubscribe = engine.subscribe(({ sequence, incidentIds }) => {
    const change = { sequence, incidentIds };
    recent.push(change);
    if (recent.length > STREAM_CHANGES_MAX) recent.shift();
    for (const client of clients) send(client, eventText(change));
  });
  const beat = (): void => {
    for (const client of clients) {
      if (client.stands()) send(client, ': still here\n\n');
      else client.response.end();
    }
  };
  let sensed = JSON.stringify(sensing());
  const look = (): void => {
    if (clients.size === 0) return;
    const text = JSON.stringify(sensing());
    if (text === sensed) return;
    sensed = text;
    for (const client of clients) send(client, `event: sensing\ndata: ${text}\n\n`);
  };
  const timer = setInterval(beat, HEARTBEAT_MS);
  const sensingTimer = setInterval(look, SENSING_MS);
  timer.unref();
  sensingTimer.unref();

  return {
    beat,
    look,
    admit() {
      if (clients.size < STREAM_CLIENTS_MAX && !isClosed) return;
      throw new Failure('overloaded', 'Too many pages are listening.', RETRY_MS / 1_000);
    },
    join(response, lastEventId, stands) {
      const client = { response, stands };
      clients.add(client);
      response.on('close', () => clients.delete(client));
      response.on('error', () => clients.delete(client));
      const change = changeSince(engine, recent, sequenceOf(lastEventId));
      response.write(`retry: ${RETRY_MS}\n\n${eventText(change)}`);
    },
    counts: () => ({ clients: clients.size, dropped }),
    close() {
      isClosed = true;
      clearInterval(timer);
      clearInterval(sensingTimer);
      unsubscribe();
      for (const client of clients) client.response.end();
      clients.clear();
    },
  };
}
