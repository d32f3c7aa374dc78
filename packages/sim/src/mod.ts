export type { Controller, ControllerSession } from './controllers/controller.ts';
export { ModbusController } from './controllers/modbus/controller.ts';
export { S7Controller } from './controllers/s7/controller.ts';
export { HOSTS, type Host } from './plant/hosts.ts';
export { MillbrookPlant } from './plant/millbrook.ts';
export { chanceOf, type Chance } from './random.ts';
export {
  DOSING_ATTACK_PHASES,
  dosingAttackCapture,
  playDosingAttack,
} from './scenario/dosing-attack.ts';
export { replay, type ReplayOptions } from './replay.ts';
export { listen, type Listening } from './sockets/listen.ts';
