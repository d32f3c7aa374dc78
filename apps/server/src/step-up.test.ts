import { describe, expect, onTestFinished, test } from 'vitest';
import { hashPassword } from './passwords.ts';
import { ADDRESS_FAILURES_MAX, PAIR_FAILURES_MAX } from './sign-in-limits.ts';
import { LINK_MS } from './signing-in.ts';
import { type Answer, type Running, startServer } from './testing/running-server.ts';

const PASSWORD = 'three wet herons at noon';
const OTHER = 'four dry swifts at dawn';
const DEMO = { commander: 'ada', people: ['ada', 'sean'] };

async function started(changes = {}): Promise<Running> {
  const running = await startServer(changes);
  onTestFinished(() => running.server.close());
  return running;
}

const codeOf = (answer: Answer): string =>
  answer.status === 200 ? 'ok' : (JSON.parse(answer.text) as { code: string }).code;

describe('an approval', () => {
  const approve = async (running: Running, cookie: string, password?: string): Promise<string> =>
    codeOf(
      await running.ask({
        method: 'POST',
        path: '/api/approvals/approve',
        body: { key: 'run-1/step-1', role: 'shift-supervisor', password },
        cookie,
      }),
    );
  const sean = async (running: Running): Promise<string> => {
    const cookie = running.cookieOf('sean');
    const made = running.options.accounts.find('sean')!;
    running.options.accounts.save({ ...made, passwordHash: await hashPassword(PASSWORD) });
    return cookie;
  };

  test('needs the password again, and the engine never sees it', async () => {
    const running = await started();
    const cookie = await sean(running);
    expect(await approve(running, cookie)).toBe('password_needed');
    expect(await approve(running, cookie, 'wrong')).toBe('wrong_password');
    expect(running.engine.performed).toEqual([]);
    expect(await approve(running, cookie, PASSWORD)).toBe('ok');
    expect(running.engine.performed.map(({ request }) => request)).toEqual([
      { type: 'approve', key: 'run-1/step-1', role: 'shift-supervisor' },
    ]);
  });

  test('is no way to guess it', async () => {
    const running = await started();
    const cookie = await sean(running);
    for (let i = 0; i < PAIR_FAILURES_MAX; i++) await approve(running, cookie, 'wrong');
    expect(await approve(running, cookie, PASSWORD)).toBe('too_many');
  });

  test('needs none in a demo, where nobody has one', async () => {
    const running = await started({ demo: DEMO });
    expect(await approve(running, running.cookieOf('sean'))).toBe('ok');
  });
});

describe('an invitation', () => {
  const invite = async (running: Running): Promise<string> => {
    const answer = await running.ask({
      method: 'POST',
      path: '/api/accounts/invite',
      body: { person: 'sean' },
      cookie: running.cookieOf('rita'),
    });
    return (JSON.parse(answer.text) as { path: string }).path.split('#')[1]!;
  };
  const look = (running: Running, token: string): Promise<Answer> =>
    running.ask({ method: 'POST', path: '/api/session/link/look', body: { token } });
  const use = (running: Running, token: string): Promise<Answer> =>
    running.ask({
      method: 'POST',
      path: '/api/session/link',
      body: { token, person: 'sean', name: 'Sean Walsh', password: OTHER },
    });

  test('tells whom it is for, and is still good', async () => {
    const running = await started();
    const token = await invite(running);
    expect(JSON.parse((await look(running, token)).text)).toEqual({
      kind: 'invitation',
      person: 'sean',
      name: 'Sean Walsh',
    });
    expect(codeOf(await use(running, token))).toBe('ok');
    expect(codeOf(await look(running, token))).toBe('link_used');
  });

  test('ends the ones before it', async () => {
    const running = await started();
    const first = await invite(running);
    const second = await invite(running);
    expect(codeOf(await look(running, first))).toBe('link_used');
    expect(codeOf(await use(running, first))).toBe('link_used');
    expect(codeOf(await use(running, second))).toBe('ok');
  });

  test('tells nothing once it has expired', async () => {
    const running = await started();
    const token = await invite(running);
    running.clock.advanceMs(LINK_MS);
    expect(codeOf(await look(running, token))).toBe('link_used');
  });

  test('that is used ends every session that the person had', async () => {
    const running = await started();
    const cookies = [running.cookieOf('sean'), running.cookieOf('sean')];
    const other = running.cookieOf('ada');
    const answer = await use(running, await invite(running));
    const status = async (cookie: string): Promise<number> =>
      (await running.ask({ path: '/api/situation', cookie })).status;
    expect(await Promise.all([...cookies, other].map(status))).toEqual([401, 401, 200]);
    expect(await status(answer.headers['set-cookie']![0]!.split(';')[0]!)).toBe(200);
  });

  test('cannot be found by trying', async () => {
    const running = await started();
    const token = await invite(running);
    for (let i = 0; i < ADDRESS_FAILURES_MAX; i++) {
      expect(codeOf(await look(running, `guess-${i}`))).toBe('link_used');
    }
    expect(codeOf(await look(running, token))).toBe('too_many');
  });
});
