import { ModbusController } from '../controllers/modbus/controller.ts';
import { settingRegister } from '../controllers/modbus/memory.ts';
import { ChlorineProcess } from '../process/chlorine.ts';
import type { Chance } from '../random.ts';

const IDENTITY = { vendor: 'Example Controls', product: 'EC-200', revision: '2.4.1' };

/** plc-chlorine, unit 1: chlorination and its registers. */
export class ChlorineController extends ModbusController {
  readonly process: ChlorineProcess;
  readonly #setPoint: { readonly value: number };

  constructor(chance: Chance) {
    const process = new ChlorineProcess(chance);
    const setPoint = settingRegister('chlorine-set-point-mg-per-l-x100', 80);
    super(
      {
        holdingRegisters: [setPoint],
        inputRegisters: [
          { name: 'residual-x100', read: () => Math.round(process.residualMgPerL * 100) },
        ],
        coils: [],
        discreteInputs: [],
      },
      IDENTITY,
    );
    this.process = process;
    this.#setPoint = setPoint;
  }

  step(durationMs: number): void {
    this.process.step(durationMs, this.#setPoint.value / 100);
  }
}
