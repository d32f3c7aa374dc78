import { modbus, type ModbusPdu } from '../clients/modbus.ts';
import { s7, type S7Item } from '../clients/s7.ts';
import { HOSTS } from '../plant/hosts.ts';
import type { MillbrookPlant } from '../plant/millbrook.ts';
import { ModbusClient } from './modbus-client.ts';
import type { Network } from './network.ts';
import { S7Client } from './s7-client.ts';
import { ms, seconds, type Script } from './schedule.ts';

const FILTER_ITEMS: readonly S7Item[] = [
  { block: 10, byte: 0, count: 3 },
  { byte: 0, bit: 0, count: 1 },
];
const PUMP_ITEMS: readonly S7Item[] = [{ block: 20, byte: 0, count: 1 }];

/** When the operator at hmi-1 changes the caustic set-point, and to what, within 80 to 150. */
const SET_POINTS: readonly (readonly [number, number])[] = [
  [12, 105],
  [38, 100],
];

/** The traffic of a quiet night: SCADA polls every controller, an HMI polls the dosing. */
export function startNormalTraffic(network: Network, plant: MillbrookPlant): void {
  const { schedule } = network;
  schedule.start(0, run(plant));
  const dosing = new ModbusClient(network, HOSTS.scadaServer, HOSTS.plcDosing, plant.dosing);
  const dosingReads = [modbus.readHolding(0, 4), modbus.readInput(0, 4), modbus.readCoils(0, 2)];
  schedule.start(ms(180), pollModbus(network, dosing, dosingReads, seconds(1)));
  const chlorine = new ModbusClient(network, HOSTS.scadaServer, HOSTS.plcChlorine, plant.chlorine);
  const chlorineReads = [modbus.readHolding(0, 1), modbus.readInput(0, 1)];
  schedule.start(ms(390), pollModbus(network, chlorine, chlorineReads, seconds(1)));
  const filter = new S7Client(network, HOSTS.scadaServer, HOSTS.plcFilter, plant.filter);
  schedule.start(ms(560), pollS7(network, filter, FILTER_ITEMS));
  const pumps = new S7Client(network, HOSTS.scadaServer, HOSTS.plcPumps, plant.pumps);
  schedule.start(ms(770), pollS7(network, pumps, PUMP_ITEMS));
  const hmi = new ModbusClient(network, HOSTS.hmi1, HOSTS.plcDosing, plant.dosing);
  schedule.start(ms(940), operate(network, hmi));
}

/** The processes go on, whatever is asked of their controllers. */
function* run(plant: MillbrookPlant): Script {
  for (;;) {
    plant.step(200);
    yield ms(200);
  }
}

function* pollModbus(
  network: Network,
  client: ModbusClient,
  reads: readonly ModbusPdu[],
  everyUs: number,
): Script {
  for (;;) {
    const startedUs = network.schedule.nowUs;
    for (const read of reads) if (!(yield* client.ask(read))) break;
    yield untilNext(network, startedUs, everyUs);
  }
}

function* pollS7(network: Network, client: S7Client, items: readonly S7Item[]): Script {
  for (;;) {
    const startedUs = network.schedule.nowUs;
    yield* client.ask((reference) => s7.read(reference, items));
    yield untilNext(network, startedUs, seconds(1));
  }
}

/** hmi-1: polls each 2 s and now and then sets the set-point, within its range. */
function* operate(network: Network, client: ModbusClient): Script {
  let done = 0;
  for (;;) {
    const startedUs = network.schedule.nowUs;
    yield* client.ask(modbus.readHolding(0, 4));
    yield* client.ask(modbus.readInput(0, 4));
    const next = SET_POINTS[done];
    if (next !== undefined && network.schedule.nowUs >= seconds(next[0])) {
      yield* client.ask(modbus.writeRegister(1, next[1]));
      done++;
    }
    yield untilNext(network, startedUs, seconds(2));
  }
}

/** The rest of a period, with the jitter of a timer on a busy machine. */
function untilNext(network: Network, startedUs: number, everyUs: number): number {
  const jitterUs = network.chance.between(-6_000, 9_000);
  return Math.max(ms(20), startedUs + everyUs - network.schedule.nowUs + jitterUs);
}
