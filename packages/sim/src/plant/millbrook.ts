import { chanceOf } from '../random.ts';
import { ChlorineController } from './chlorine-controller.ts';
import { DosingController } from './dosing-controller.ts';
import { FilterController, PumpsController } from './filtration-controllers.ts';

/** The controllers of Millbrook Water with their processes; the same for the same seed. */
export class MillbrookPlant {
  readonly dosing: DosingController;
  readonly chlorine: ChlorineController;
  readonly filter: FilterController;
  readonly pumps: PumpsController;

  constructor(seed: number) {
    const chance = chanceOf(seed);
    this.dosing = new DosingController(chance);
    this.chlorine = new ChlorineController(chance);
    this.filter = new FilterController(chance);
    this.pumps = new PumpsController();
  }

  /** Moves every process on by `durationMs` of plant time. */
  step(durationMs: number): void {
    this.dosing.step(durationMs);
    this.chlorine.step(durationMs);
    this.filter.step(durationMs);
  }
}
