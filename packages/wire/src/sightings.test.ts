import { expect, test } from 'vitest';
import { CaptureDissector } from './dissector.ts';
import { readGoldenInput } from './testing/golden-input.ts';

test('what a device says of itself cannot move the cursor or turn text round', () => {
  const server = 'HTTP/1.1 200 OK\r\nServer: a\u009b2Jb\u202ec\r\nContent-Length: 0\r\n\r\n';
  const hex = (text: string): string => Buffer.from(text).toString('hex');
  const script = `client ${hex('GET / HTTP/1.1\r\nHost: h\r\n\r\n')}\nserver ${hex(server)}\n`;
  const told: string[] = [];
  const dissector = new CaptureDissector({
    onOperation: () => {},
    onSighting: ({ field, value }) => told.push(`${field} ${value}`),
  });
  dissector.push(readGoldenInput(script, { over: 'tcp', port: 80 }).capture);
  dissector.end();
  expect(told.filter((one) => one.startsWith('software'))).toEqual(['software a 2Jb c']);
});
