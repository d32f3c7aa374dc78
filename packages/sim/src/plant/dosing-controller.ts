import { ModbusController } from '../controllers/modbus/controller.ts';
import { settingCoil, settingRegister, type Register } from '../controllers/modbus/memory.ts';
import { DosingProcess } from '../process/dosing.ts';
import type { Chance } from '../random.ts';

const IDENTITY = { vendor: 'Example Controls', product: 'EC-200', revision: '2.4.1' };

function reading(name: string, read: () => number): Register {
  return { name, read: () => Math.max(0, Math.min(0xffff, Math.round(read()))) };
}

/** plc-dosing, unit 1: caustic dosing and its registers. It takes whatever is written. */
export class DosingController extends ModbusController {
  readonly process: DosingProcess;
  readonly #advance: (durationMs: number) => void;

  constructor(chance: Chance) {
    const process = new DosingProcess(chance);
    const speed = settingRegister('pump-speed-permille', 167);
    const setPoint = settingRegister('caustic-set-point-mg-per-l-x10', 100);
    const mode = settingRegister('mode', 0);
    const alarmLimit = settingRegister('high-ph-alarm-limit-x100', 920);
    const pump = settingCoil('dosing-pump-run', true);
    const horn = settingCoil('alarm-horn-enable', true);
    super(
      {
        holdingRegisters: [speed, setPoint, mode, alarmLimit],
        inputRegisters: [
          reading('ph-x100', () => process.ph * 100),
          reading('flow-m3-per-h', () => process.flowM3PerH),
          reading('caustic-residual-mg-per-l-x10', () => process.causticMgPerL * 10),
          reading('tank-level-permille', () => process.tankPermille),
        ],
        coils: [pump, horn],
        discreteInputs: [],
      },
      IDENTITY,
    );
    this.process = process;
    this.#advance = (durationMs) => {
      const settings = {
        pumpRuns: pump.value,
        manual: mode.value === 1,
        pumpSpeedPermille: speed.value,
        setPointMgPerL: setPoint.value / 10,
      };
      process.step(durationMs, settings);
      if (mode.value === 0) speed.value = process.speedPermille(settings);
    };
  }

  /** Moves the process and the controller's own program on. */
  step(durationMs: number): void {
    this.#advance(durationMs);
  }
}
