import type { Chance } from '../random.ts';

/** What a filter's bed takes up in an hour, as the rise of turbidity behind it. */
const CLOGGING_NTU_PER_H = 0.04;

/** A rapid sand filter: turbidity creeps up while it runs and climbs when nobody controls it. */
export class FiltrationProcess {
  readonly #chance: Chance;
  turbidityNtu = 0.12;
  hoursSinceBackwash = 6;

  constructor(chance: Chance) {
    this.#chance = chance;
  }

  /** Moves the process on by `durationMs`; a filter out of control lets more through. */
  step(durationMs: number, runs: boolean): void {
    const hours = durationMs / 3_600_000;
    this.hoursSinceBackwash += hours;
    const rise = runs ? CLOGGING_NTU_PER_H : CLOGGING_NTU_PER_H * 60;
    const noise = this.#chance.between(-0.001, 0.001);
    this.turbidityNtu = Math.max(0.02, this.turbidityNtu + rise * hours + noise);
  }
}
