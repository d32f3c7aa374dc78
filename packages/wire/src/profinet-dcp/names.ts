import { VERB } from '../flow/flow.ts';
import type { ServiceFacts } from '../protocol.ts';
import { OPTION } from './pdu.ts';

/** Services of DCP, IEC 61158-6-10. What a Set does depends on its blocks. */
export const SERVICES: readonly ServiceFacts[] = [
  { code: 3, name: 'get', verb: VERB.discover, techniques: ['T0888'] },
  { code: 4, name: 'set', verb: VERB.configure },
  { code: 5, name: 'identify', verb: VERB.discover },
  { code: 6, name: 'hello', verb: VERB.report },
];

const IP = ['', 'mac', 'parameter', 'full_suite'];
const DEVICE = [
  '',
  'vendor',
  'name_of_station',
  'device_id',
  'role',
  'options',
  'alias',
  'instance',
  'oem_device_id',
  'gateway',
  'rsi_properties',
];
const CONTROL = [
  '',
  'start_transaction',
  'end_transaction',
  'signal',
  'response',
  'reset_factory',
  'reset_to_factory',
];
const TSN = ['', 'domain_name', 'nme_manager', 'nme_parameter', 'nme_agent', 'cim_interface'];

/** Block errors, IEC 61158-6-10 coding of BlockError. */
const BLOCK_ERRORS = [
  'ok',
  'option_not_supported',
  'suboption_not_supported',
  'suboption_not_set',
  'resource_error',
  'set_not_possible_local',
  'set_not_possible_in_operation',
];

/** What a Reset to Factory resets, by its qualifier without the lowest bit. */
const RESETS: ReadonlyMap<number, string> = new Map([
  [2, 'application_data'],
  [4, 'communication_parameters'],
  [6, 'engineering_parameters'],
  [8, 'all_data'],
  [10, 'engineering_parameters'],
  [16, 'device_to_factory_values'],
  [18, 'restore_data'],
]);

/** `ip/parameter`, `device/name_of_station`, `control/signal`; numbers where there is no name. */
export function blockName(option: number, sub: number): string {
  switch (option) {
    case OPTION.ip:
      return `ip/${IP[sub] || sub}`;
    case OPTION.device:
      return `device/${DEVICE[sub] || sub}`;
    case OPTION.dhcp:
      return `dhcp/${sub}`;
    case OPTION.control:
      return `control/${CONTROL[sub] || sub}`;
    case 6:
      return 'device_initiative';
    case 7:
      return `tsn/${TSN[sub] || sub}`;
    case 255:
      return 'all';
    default:
      return option >= 128 ? `vendor/${option}/${sub}` : `option/${option}/${sub}`;
  }
}

/** Name of a block error; `block_error_9` for a reserved one. */
export function blockErrorName(code: number): string {
  return BLOCK_ERRORS[code] ?? `block_error_${code}`;
}

/** What a Reset to Factory resets. */
export function resetName(qualifier: number): string {
  return RESETS.get(qualifier & 0xfffe) ?? `reset_${qualifier}`;
}

/** Roles by bit, lowest first. */
const ROLES = ['io-device', 'io-controller', 'io-multidevice', 'io-supervisor'];

/** `io-device, io-controller`. */
export function roleNames(bits: number): string {
  return ROLES.filter((_, bit) => ((bits >> bit) & 1) === 1).join(', ');
}
