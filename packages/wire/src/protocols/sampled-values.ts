import type { Operation, OperationValue } from '@bulkhead/model';
import { word16 } from '../bytes.ts';
import { type Exchange, OUTCOME, VERB } from '../flow/flow.ts';
import { checkLengths, frameEnd, isHeader } from '../goose/header.ts';
import { Publishers } from '../goose/publishers.ts';
import { berText } from '../osi/ber.ts';
import { defineProtocol, RECOGNISED } from '../protocol.ts';
import { checkSamples } from '../sampled-values/check.ts';
import { Asdu, ASDUS_MAX, SampledMessage, SAV_PDU } from '../sampled-values/message.ts';

const SERVICE = { code: 1, name: 'sampled_values', verb: VERB.report };
const TAGS = [SAV_PDU];

const message = new SampledMessage();
const asdu = new Asdu();

/**
 * Sampled values: measurements that a merging unit publishes thousands of times a second. The
 * samples themselves are not read; their count, revision and synchronisation are.
 */
export const sampledValues = defineProtocol({
  name: 'sampled_values',
  title: 'Sampled values (IEC 61850)',
  standard: 'IEC 61850-9-2 §8',
  depth: 'header',
  over: { ethernet: [0x88ba] },
  services: [SERVICE],
  symmetric: true,

  recognise(bytes, at, end, onPort) {
    return onPort && isHeader(bytes, at, end, TAGS) ? RECOGNISED.yes : RECOGNISED.no;
  },

  parse(context, bytes, at, end) {
    const { exchanges, whole, flow, side } = context;
    if (!message.take(bytes, at, end)) return context.skips.reason('sampled_values_malformed');
    const exchange = exchanges.alone(VERB.report);
    if (checkLengths(exchange, message, bytes, at, end, whole)) {
      const publishers = context.common(Publishers);
      const sender = flow.sides[side];
      const isNew = checkSamples(exchange, publishers, sender, message, asdu, bytes, exchanges);
      if (isNew) {
        const first = new Asdu();
        first.take(bytes, message.at, message.end);
        context.sighting('name', berText(bytes, first.idAt, first.idEnd));
        context.sighting('role', 'merging unit');
      }
    }
    exchanges.answer(exchange, bytes, at, frameEnd(bytes, at, end), OUTCOME.ok);
  },

  /** The application identifier. */
  unit({ response, responseAt, responseEnd }) {
    return responseEnd - responseAt >= 2 ? word16(response, responseAt) : null;
  },

  service: () => ({ code: SERVICE.code, name: SERVICE.name }),

  object(exchange) {
    return streamsOf(exchange)[0]?.object ?? 'stream';
  },

  count(exchange) {
    return Math.max(1, streamsOf(exchange).length);
  },

  /** Sample count, configuration revision and synchronisation of the first ASDU. */
  values(exchange) {
    return streamsOf(exchange)[0]?.values ?? [];
  },

  items(exchange) {
    const streams = streamsOf(exchange);
    return streams.length > 1 ? streams : undefined;
  },
});

/** Each ASDU with its stream's identifier. */
function streamsOf(exchange: Exchange): NonNullable<Operation['items']> {
  const { response, responseAt, responseEnd } = exchange;
  const opened = new SampledMessage();
  const one = new Asdu();
  const out: { object: string; count: number; values: OperationValue[] }[] = [];
  if (!opened.take(response, responseAt, responseEnd)) return out;
  let { at } = opened;
  for (; out.length < ASDUS_MAX && one.take(response, at, opened.end); at = one.next) {
    const object = berText(response, one.idAt, one.idEnd) || 'stream';
    const values = [one.sampleCount, one.configuration, one.synchronised];
    out.push({ object, count: 1, values });
  }
  return out;
}
