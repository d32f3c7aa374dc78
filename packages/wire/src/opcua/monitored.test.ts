import { expect, test } from 'vitest';
import { CaptureDissector } from '../dissector.ts';
import { readGoldenInput } from '../testing/golden-input.ts';

/** Subscriptions that are remembered, as `monitored.ts` says. */
const SUBSCRIPTIONS_MAX = 4_096;

const word = (number: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(number);
  return bytes;
};
const NULL = word(0xffffffff);
const nothing = (bytes: number): Buffer => Buffer.alloc(bytes);
/** A numeric node id of two bytes in a namespace. */
const node = (id: number, space = 0): Buffer =>
  Buffer.from([1, space, id & 0xff, (id >> 8) & 0xff]);

function message(number: number, ...body: readonly Buffer[]): string {
  const rest = Buffer.concat([word(1), word(1), word(number), word(number), ...body]);
  return Buffer.concat([Buffer.from('MSGF'), word(rest.length + 8), rest]).toString('hex');
}

/** A request with its header, and a response with its own. */
function ask(number: number, service: number, ...body: readonly Buffer[]): string {
  const header = [nothing(2 + 8 + 4 + 4), NULL, nothing(4 + 3)];
  return `client ${message(number, node(service), ...header, ...body)}`;
}

function tell(number: number, service: number, ...body: readonly Buffer[]): string {
  const header = [nothing(8 + 4 + 4 + 1), NULL, nothing(3)];
  return `server ${message(number, node(service), ...header, ...body)}`;
}

/** Watches node `id` under handle 1 in a subscription. */
function watch(number: number, subscription: number, id: number): string[] {
  const monitored = [node(id, 2), word(13), NULL, nothing(2), NULL, word(2), word(1), nothing(16)];
  const result = [word(0), word(7), nothing(12 + 3)];
  return [
    ask(number, 751, word(subscription), word(0), word(1), ...monitored),
    tell(number, 754, word(1), ...result, NULL),
  ];
}

/** Reports the value 5 under handle 1 of a subscription. */
function publish(number: number, subscription: number): string[] {
  const change = Buffer.concat([word(1), word(1), Buffer.from([1, 3, 5]), NULL]);
  const data = [node(811), Buffer.from([1]), word(change.length), change];
  const notification = [word(1), nothing(8), word(1), ...data];
  return [
    ask(number, 826, NULL),
    tell(number, 829, word(subscription), NULL, nothing(1), ...notification, NULL, NULL),
  ];
}

function objectsOf(lines: readonly string[]): string[] {
  const told: string[] = [];
  const dissector = new CaptureDissector({
    onOperation: ({ service, items = [] }) => {
      if (service.name === 'publish') told.push(...items.map((item) => item.object));
    },
  });
  dissector.push(readGoldenInput(`${lines.join('\n')}\n`, { over: 'tcp', port: 4840 }).capture);
  dissector.end();
  return told;
}

test('where there are too many subscriptions the oldest is forgotten', () => {
  const lines: string[] = [];
  for (let i = 0; i <= SUBSCRIPTIONS_MAX; i++) lines.push(...watch(i + 1, i, i));
  let number = SUBSCRIPTIONS_MAX + 2;
  for (const subscription of [0, 1, SUBSCRIPTIONS_MAX]) {
    lines.push(...publish(number++, subscription));
  }
  const newest = `ns=2;i=${SUBSCRIPTIONS_MAX}`;
  expect(objectsOf(lines)).toEqual(['client_handle/1', 'ns=2;i=1', newest]);
});
