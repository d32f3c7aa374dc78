import { S7Controller } from '../controllers/s7/controller.ts';
import {
  wordReading,
  wordSetting,
  type S7Block,
  type S7Byte,
  type S7Cpu,
} from '../controllers/s7/cpu.ts';
import { FiltrationProcess } from '../process/filtration.ts';
import type { Chance } from '../random.ts';

const ORDER_NUMBER = 'EA-315 3.2.6';

/** A block with made-up content: the size and the coming and going matter, not the program. */
function block(type: S7Block['type'], number: number, sizeBytes: number): S7Block {
  const bytes = Uint8Array.from({ length: sizeBytes }, (_, i) => (i * 31 + number * 7) & 0xff);
  // The signature and header of a block as a CPU hands it over.
  bytes.set([0x70, 0x70, 1, 1, 1, type === '0A' ? 0x0a : 0x08, number >> 8, number & 0xff]);
  return { type, number, bytes };
}

function memoryOf(parts: Readonly<Record<string, readonly S7Byte[]>>): Map<string, S7Byte> {
  const memory = new Map<string, S7Byte>();
  for (const [place, bytes] of Object.entries(parts)) {
    const [, area, first] = /^(DB\d+\.|M)(\d+)$/.exec(place)!;
    bytes.forEach((byte, i) => memory.set(`${area}${Number(first) + i}`, byte));
  }
  return memory;
}

/** plc-filter: DB10 word 0 backwash interval, 2 turbidity limit, 4 turbidity; M0.0 run. */
export class FilterController extends S7Controller {
  readonly process: FiltrationProcess;
  readonly cpu: S7Cpu;

  constructor(chance: Chance) {
    const process = new FiltrationProcess(chance);
    const flags = { value: 1 };
    const cpu: S7Cpu = {
      orderNumber: ORDER_NUMBER,
      name: 'FILTER',
      moduleName: 'EA-315 filtration',
      serial: 'EA 2019 00417',
      memory: memoryOf({
        'DB10.0': wordSetting(24).bytes,
        'DB10.2': wordSetting(30).bytes,
        'DB10.4': wordReading(() => Math.round(process.turbidityNtu * 1_000)),
        M0: [
          {
            read: () => (cpu.isRunning ? flags.value : 0),
            write: (value) => {
              flags.value = value;
            },
          },
        ],
      }),
      blocks: [block('08', 1, 1_262), block('0A', 10, 184), block('0C', 3, 640)],
      isProtected: false,
      isRunning: true,
    };
    super(cpu);
    this.process = process;
    this.cpu = cpu;
  }

  step(durationMs: number): void {
    this.process.step(durationMs, this.cpu.isRunning);
  }
}

/** plc-pumps: DB20 word 0 pressure set-point. Its protection level refuses stop and upload. */
export class PumpsController extends S7Controller {
  readonly cpu: S7Cpu;

  constructor() {
    const cpu: S7Cpu = {
      orderNumber: ORDER_NUMBER,
      name: 'PUMPS',
      moduleName: 'EA-315 high-lift pumps',
      serial: 'EA 2019 00421',
      memory: memoryOf({ 'DB20.0': wordSetting(420).bytes }),
      blocks: [block('08', 1, 980), block('0A', 20, 96)],
      isProtected: true,
      isRunning: true,
    };
    super(cpu);
    this.cpu = cpu;
  }
}
