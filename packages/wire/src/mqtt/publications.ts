import type { SightingField } from '@bulkhead/model';
import { textOf } from '../bytes.ts';
import { VERB } from '../flow/flow.ts';
import type { PduContext } from '../protocol.ts';
import type { Publication } from './packet.ts';
import type { MqttSession } from './session.ts';
import { KIND, kindOf, metricsOf, sparkplugTopic } from './sparkplug.ts';

/** Metrics of a birth message that are remembered by number. */
const BIRTH_METRICS_MAX = 1_024;
/** Metrics that control the node itself, Eclipse Sparkplug 3.0 §6.4. */
const CONTROL = /^(Node|Device) Control\//;

/** Properties that edge nodes tell of themselves, by the names that Sparkplug proposes. */
const PROPERTIES: ReadonlyMap<string, SightingField> = new Map([
  ['Properties/Hardware Make', 'vendor'],
  ['Properties/Hardware Model', 'model'],
  ['Properties/OS', 'os'],
  ['Properties/FW', 'firmware'],
]);

/** Verb of a Sparkplug B message: what it tells a node to do, or what a node reports. */
export function publicationVerb(bytes: Uint8Array, parts: Publication, end: number): number {
  if (kindOf(bytes, parts.topicAt, parts.topicEnd) !== KIND.command) return VERB.report;
  const [first] = metricsOf(bytes, parts.payloadAt, end, 1);
  return first !== undefined && CONTROL.test(first.name) ? VERB.command : VERB.write;
}

/** Remembers what a birth message tells: the numbers of metrics, and what the node is. */
export function publishSparkplug(
  context: PduContext,
  session: MqttSession,
  fromClient: boolean,
  bytes: Uint8Array,
  parts: Publication,
  end: number,
): void {
  if (kindOf(bytes, parts.topicAt, parts.topicEnd) !== KIND.birth) return;
  const topic = sparkplugTopic(textOf(bytes, parts.topicAt, parts.topicEnd));
  if (topic === null) return;
  for (const { name, alias, values } of metricsOf(bytes, parts.payloadAt, end, BIRTH_METRICS_MAX)) {
    if (name !== '' && alias >= 0) session.noteMetric(topic.edge, alias, name);
    const field = PROPERTIES.get(name);
    if (fromClient && field !== undefined) {
      context.sighting(field, String(values[0] ?? ''));
    }
  }
  if (fromClient) context.sighting('role', 'sparkplug-edge-node');
}
