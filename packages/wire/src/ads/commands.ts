import { VERB } from '../flow/flow.ts';
import type { ServiceFacts } from '../protocol.ts';

const { read, write, command, configure, discover, connect, report } = VERB;

/** Commands of an AMS header, Beckhoff Information System, "ADS Commands". */
export const COMMAND = {
  readDeviceInfo: 1,
  read: 2,
  write: 3,
  readState: 4,
  writeControl: 5,
  addNotification: 6,
  deleteNotification: 7,
  notification: 8,
  readWrite: 9,
} as const;

/** Added to the service number of the discovery on UDP 48899, which counts by itself. */
export const DISCOVERY_SERVICE = 0x10000;
export const DISCOVERY = { identify: 1, addRoute: 6 } as const;
/** Added to the first word of an AMS/TCP header that carries no AMS packet. */
export const ROUTER_SERVICE = 0x20000;

/** Every service of ADS, of its router and of the discovery. */
export const SERVICES: readonly ServiceFacts[] = [
  { code: 1, name: 'read_device_info', verb: discover, techniques: ['T0888'] },
  { code: 2, name: 'read', verb: read },
  { code: 3, name: 'write', verb: write },
  { code: 4, name: 'read_state', verb: read },
  { code: 5, name: 'write_control', verb: command },
  { code: 6, name: 'add_device_notification', verb: read },
  { code: 7, name: 'delete_device_notification', verb: read },
  { code: 8, name: 'device_notification', verb: report },
  { code: 9, name: 'read_write', verb: read },
  { code: DISCOVERY_SERVICE + 1, name: 'identify_host', verb: discover, techniques: ['T0846'] },
  { code: DISCOVERY_SERVICE + 6, name: 'add_route', verb: configure },
  { code: ROUTER_SERVICE + 0x0001, name: 'router_port_close', verb: connect },
  { code: ROUTER_SERVICE + 0x1000, name: 'router_port_connect', verb: connect },
  { code: ROUTER_SERVICE + 0x1001, name: 'router_note', verb: connect },
  { code: ROUTER_SERVICE + 0x1002, name: 'router_local_net_id', verb: connect },
];

const BY_CODE: ReadonlyMap<number, ServiceFacts> = new Map(SERVICES.map((one) => [one.code, one]));

/** Name and verb of a service; unknown ones count as commands, to be on the safe side. */
export function serviceFacts(code: number): ServiceFacts {
  return BY_CODE.get(code) ?? { code, name: `unknown_service_${code}`, verb: command };
}

/** Verb of a service by its code, without making anything. */
export function serviceVerb(code: number): number {
  return BY_CODE.get(code)?.verb ?? command;
}

/** ADS states, Beckhoff Information System, "ADSSTATE". */
const STATES = [
  'invalid',
  'idle',
  'reset',
  'init',
  'start',
  'run',
  'stop',
  'save_config',
  'load_config',
  'power_failure',
  'power_good',
  'error',
  'shutdown',
  'suspend',
  'resume',
  'config',
  'reconfig',
  'stopping',
  'incompatible',
  'exception',
] as const;

/** `run`, `stop`, `config`; `state_40` for one without a name. */
export function stateName(state: number): string {
  return STATES[state] ?? `state_${state}`;
}

/** What asking for a state implies: a change of operating mode, or a restart or shutdown. */
export function stateTechniques(state: number): readonly string[] {
  const name = STATES[state];
  if (name === 'reset' || name === 'shutdown') return ['T0816'];
  const changes = ['start', 'run', 'stop', 'config', 'reconfig', 'suspend', 'resume', 'init'];
  return name !== undefined && changes.includes(name) ? ['T0858'] : [];
}
