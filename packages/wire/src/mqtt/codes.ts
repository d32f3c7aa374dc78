import { VERB } from '../flow/flow.ts';
import type { ServiceFacts } from '../protocol.ts';
import { VERSION } from './packet.ts';

const { read, write, connect } = VERB;

/**
 * What an end may ask, by the type of its packet. The verb of a PUBLISH is that of a client; what
 * a broker passes on is a report, and Sparkplug B says more.
 */
export const SERVICES: readonly ServiceFacts[] = [
  { code: 1, name: 'connect', verb: connect },
  { code: 3, name: 'publish', verb: write },
  { code: 6, name: 'pubrel', verb: connect },
  { code: 8, name: 'subscribe', verb: read },
  { code: 10, name: 'unsubscribe', verb: read },
  { code: 12, name: 'pingreq', verb: connect },
  { code: 14, name: 'disconnect', verb: connect },
  { code: 15, name: 'auth', verb: connect },
];

/** Return codes of CONNACK before version 5, MQTT 3.1.1 §3.2.2.3. */
const CONNECT_RETURNS = [
  'accepted',
  'unacceptable_protocol_version',
  'identifier_rejected',
  'server_unavailable',
  'bad_user_name_or_password',
  'not_authorized',
];

/** Reason codes from 0x80, MQTT 5.0 §2.4. */
const REASONS = [
  'unspecified_error',
  'malformed_packet',
  'protocol_error',
  'implementation_specific_error',
  'unsupported_protocol_version',
  'client_identifier_not_valid',
  'bad_user_name_or_password',
  'not_authorized',
  'server_unavailable',
  'server_busy',
  'banned',
  'server_shutting_down',
  'bad_authentication_method',
  'keep_alive_timeout',
  'session_taken_over',
  'topic_filter_invalid',
  'topic_name_invalid',
  'packet_identifier_in_use',
  'packet_identifier_not_found',
  'receive_maximum_exceeded',
  'topic_alias_invalid',
  'packet_too_large',
  'message_rate_too_high',
  'quota_exceeded',
  'administrative_action',
  'payload_format_invalid',
  'retain_not_supported',
  'qos_not_supported',
  'use_another_server',
  'server_moved',
  'shared_subscriptions_not_supported',
  'connection_rate_exceeded',
  'maximum_connect_time',
  'subscription_identifiers_not_supported',
  'wildcard_subscriptions_not_supported',
];

/** Name of the code in a CONNACK, which depends on the version. */
export function connectReturnName(code: number, version: number): string {
  const known =
    version === VERSION.v5 && code >= 0x80 ? REASONS[code - 0x80] : CONNECT_RETURNS[code];
  return known ?? `return_code_${code}`;
}

/** Name of a reason code of version 5; before it, 0x80 alone means failure. */
export function reasonName(code: number): string {
  if (code < 0x80) return code === 4 ? 'disconnect_with_will' : 'success';
  return REASONS[code - 0x80] ?? `reason_${code}`;
}

/** `3.1`, `3.1.1`, `5.0`. */
export function versionName(version: number): string {
  if (version === VERSION.v31) return '3.1';
  if (version === VERSION.v311) return '3.1.1';
  return version === VERSION.v5 ? '5.0' : `version_${version}`;
}
