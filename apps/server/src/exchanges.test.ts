import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkGolden } from '@bulkhead/testkit';
import { describe, expect, test } from 'vitest';
import { isMedia, type Route } from './route.ts';
import { routes } from './routes.gen.ts';
import { type Answer, type Running, startServer } from './testing/running-server.ts';

const FOLDER = join(import.meta.dirname, '../testdata/routes');
const ROUTES = join(import.meta.dirname, 'routes');
/** Longer answers are cut: their schema is checked, their content is the engine's. */
const SHOWN_CHARACTERS_MAX = 400;
const SHOWN_HEADERS = ['content-type', 'content-disposition', 'retry-after'];

const DEMO = { commander: 'ada', people: ['ada', 'sean'] };

/** The route that a path is of, to hold its answer to its schema. */
function routeOf(method: string, path: string): Route | undefined {
  return routes.find(
    (route) =>
      route.method === method &&
      new RegExp(`^${route.path.replace(/:\w+/g, '[^/]+').replace(/\./g, '\\.')}$`).test(path),
  );
}

function shown(answer: Answer): string {
  const headers = SHOWN_HEADERS.flatMap((name) => {
    const value = answer.headers[name];
    return value === undefined ? [] : [`  ${name}: ${String(value)}`];
  });
  const cookie = answer.headers['set-cookie']?.[0];
  if (cookie !== undefined) {
    headers.push(`  set-cookie: ${cookie.replace(/=[\w-]{43};/, '=TOKEN;')}`);
  }
  const text =
    answer.text.length > SHOWN_CHARACTERS_MAX
      ? `${answer.text.slice(0, SHOWN_CHARACTERS_MAX)}…`
      : answer.text;
  const plain = text.replace(/#[\w-]{43}/g, '#TOKEN');
  return [String(answer.status), ...headers, `  ${plain}`].join('\n').trimEnd();
}

/** `ada POST /api/… {"reason":"…"}`: who asks (or `-`), how, for what, with what. */
async function exchange(running: Running, line: string): Promise<string> {
  const [person = '-', method = '', path = '', ...rest] = line.split(' ');
  const body = rest.join(' ').replace('TOKEN', running.startLink?.split('#')[1] ?? '');
  const answer = await running.ask({
    method,
    path,
    cookie: person === '-' ? undefined : running.cookieOf(person),
    headers: { 'content-type': body === '' ? undefined : 'application/json' },
    ...(body === '' ? {} : { text: body }),
  });
  const reply = routeOf(method, path)?.reply;
  if (answer.status === 200 && reply !== undefined && !isMedia(reply)) {
    expect(() => reply.parse(JSON.parse(answer.text)), line).not.toThrow();
  }
  return `${line}\n${shown(answer)}\n`;
}

describe('requests and their answers', () => {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith('.golden'));

  test.each(files)('%s', async (file) => {
    const path = join(FOLDER, file);
    const [given = ''] = readFileSync(path, 'utf8').split('----------\n');
    const lines = given.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    const running = await startServer({ demo: DEMO });
    let text = '';
    for (const line of lines) text += await exchange(running, line);
    await running.server.close();
    checkGolden(path, () => text);
  });

  // A stream has no end: it is tested in stream.test.ts. The document is held to its own laws.
  const elsewhere = new Set(['follow-changes', 'read-openapi']);
  test('every route has such a file', () => {
    const names = readdirSync(ROUTES).map((file) => file.replace(/\.ts$/, ''));
    const missing = names.filter((name) => !existsSync(join(FOLDER, `${name}.golden`)));
    expect(missing.filter((name) => !elsewhere.has(name))).toEqual([]);
  });
});
