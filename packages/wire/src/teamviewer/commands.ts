import { VERB } from '../flow/flow.ts';
import type { ServiceFacts } from '../protocol.ts';

/** Names by number, after public descriptions of the protocol's header. */
const NAMES: Readonly<Record<number, string>> = {
  10: 'identify',
  11: 'request_connect',
  13: 'disconnect',
  14: 'vnc_disconnect',
  15: 'connection_failed',
  16: 'ping',
  17: 'ping_ok',
  18: 'master_command',
  19: 'master_response',
  20: 'change_connection',
  21: 'no_partner_connect',
  22: 'connect_to_waiting_thread',
  23: 'session_mode',
  24: 'request_routing_session',
  25: 'timeout',
  27: 'keep_alive_beep',
  28: 'request_keep_alive',
  29: 'master_command_encrypted',
  30: 'master_response_encrypted',
  31: 'request_reconnect',
  32: 'reconnect_to_waiting_thread',
  34: 'server_available',
  35: 'keep_alive_request',
  36: 'ok',
  37: 'failed',
  38: 'ping_performance',
  39: 'ping_performance_response',
  40: 'request_keep_alive_2',
  41: 'disconnect_switched_to_udp',
  42: 'send_mode_udp',
  43: 'keep_alive_request_answer',
  47: 'accept_routing_session',
};

const SESSION: ServiceFacts = { code: 0, name: 'session', verb: VERB.connect };

/** `session` where the command is not to be seen. */
export const SERVICES: readonly ServiceFacts[] = [
  SESSION,
  ...Object.entries(NAMES).map(([code, name]) => ({
    code: Number(code),
    name,
    verb: VERB.connect,
  })),
];

const BY_CODE = new Map(SERVICES.map((service) => [service.code, service]));

export function serviceOfCommand(command: number): ServiceFacts {
  return BY_CODE.get(command) ?? SESSION;
}
