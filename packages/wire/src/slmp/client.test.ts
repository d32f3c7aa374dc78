import McProtocol from 'mcprotocol';
import { expect, test, vi } from 'vitest';
import { captureOf, dissect, framesOf } from '../testing/captures.ts';
import { MelsecController, type McDialect } from '../testing/melsec-controller.ts';

/**
 * A client that somebody else wrote writes two words and reads them and bits. In frame 1E it only
 * reads: this version looks for the outcome of such a write beyond the two bytes of its answer.
 */
async function talk(controller: MelsecController, dialect: McDialect): Promise<unknown> {
  const port = await controller.listen();
  const client = new McProtocol();
  const once = <T>(call: (done: (value: T) => void) => void): Promise<T> => new Promise(call);
  try {
    await once((done) => client.initiateConnection({ host: '127.0.0.1', port, ...dialect }, done));
    if (dialect.frame === '3E') {
      await once((done) => client.writeItems(['D200,2'], [[11_100, 5]], done));
    }
    client.addItems(['D200,4', 'M32,3']);
    return await once((done) => client.readAllItems((_bad, values) => done(values)));
  } finally {
    client.dropConnection();
    await controller.close();
  }
}

test.each<McDialect>([
  { frame: '1E', ascii: false },
  { frame: '1E', ascii: true },
  { frame: '3E', ascii: false },
  { frame: '3E', ascii: true },
])('what the client mcprotocol says in frame $frame, in text: $ascii', async (dialect) => {
  const log = vi.spyOn(console, 'log').mockReturnValue();
  const controller = new MelsecController(dialect);
  const writes = dialect.frame === '3E';
  controller.words.set(writes ? [0, 0, 77, 65_535] : [11_100, 5, 77, 65_535], 200);
  controller.bits.set([1, 0, 1], 32);
  const values = await talk(controller, dialect);
  log.mockRestore();
  expect(values).toEqual({ 'D200,4': [11_100, 5, 77, -1], 'M32,3': [true, false, true] });

  const { operations, summary } = dissect(captureOf(framesOf(5007, controller.said)));
  const seen = operations.map(({ verb, object, count, values: said, outcome }) => ({
    verb,
    object,
    count,
    said,
    outcome,
  }));
  const written = { verb: 'write', object: 'D/200', count: 2, said: [11_100, 5], outcome: 'ok' };
  expect(seen).toEqual([
    ...(writes ? [written] : []),
    { verb: 'read', object: 'D/200', count: 4, said: [11_100, 5, 77, 65_535], outcome: 'ok' },
    { verb: 'read', object: 'M/32', count: 1, said: [5], outcome: 'ok' },
  ]);
  expect(summary.skipped).toEqual({});
  expect(summary.anomalies).toEqual({});
});
