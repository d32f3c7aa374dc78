import { type ClientRequest, request } from 'node:http';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';

/** A page that listens, as plain HTTP. */
export interface Listener {
  readonly status: number;
  /** Text received so far. */
  text(): string;
  /** Resolves when the text holds `part`. */
  until(part: string): Promise<void>;
  /** Stops reading, as a page on a bad link does. */
  pause(): void;
  resume(): void;
  /** Resolves when the server ends or cuts the stream. */
  readonly ended: Promise<void>;
  leave(): void;
}

/** Of what `until` waits for: it may be cut in two by the network. */
const PART_CHARACTERS_MAX = 200;
const RECENT_CHARACTERS_MAX = 100_000;

/** Opens the stream of the server at `port`. */
export async function listen(
  port: number,
  cookie: string,
  lastEventId?: string,
): Promise<Listener> {
  const headers = {
    host: `127.0.0.1:${port}`,
    cookie,
    ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
  };
  const call: ClientRequest = request({ host: '127.0.0.1', port, path: '/api/stream', headers });
  call.end();
  const [response] = (await once(call, 'response')) as [IncomingMessage];
  let text = '';
  response.setEncoding('utf8');
  const waiting = new Set<(recent: string) => void>();
  let carried = '';
  response.on('data', (piece: string) => {
    text += piece;
    const recent = carried + piece;
    carried = recent.slice(-PART_CHARACTERS_MAX);
    for (const look of waiting) look(recent);
  });
  const ended = new Promise<void>((resolve) => {
    response.on('close', resolve);
    response.on('error', () => resolve());
    call.on('error', () => resolve());
  });
  return {
    status: response.statusCode ?? 0,
    text: () => text,
    until: (part) =>
      new Promise((resolve) => {
        const look = (recent: string): void => {
          if (!recent.includes(part)) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look(text.slice(-RECENT_CHARACTERS_MAX));
      }),
    pause: () => void response.pause(),
    resume: () => void response.resume(),
    ended,
    leave: () => void call.destroy(),
  };
}
