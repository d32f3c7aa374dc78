import type { Chance } from '../random.ts';

const LAG_SECONDS = 60;

/** Chlorination: the residual follows its set-point and loses a little on the way. */
export class ChlorineProcess {
  readonly #chance: Chance;
  residualMgPerL = 0.78;

  constructor(chance: Chance) {
    this.#chance = chance;
  }

  /** Moves the process on by `durationMs`. */
  step(durationMs: number, setPointMgPerL: number): void {
    const follow = 1 - Math.exp(-durationMs / 1_000 / LAG_SECONDS);
    const aim = setPointMgPerL * 0.97;
    this.residualMgPerL += (aim - this.residualMgPerL) * follow;
    this.residualMgPerL = Math.max(0, this.residualMgPerL + this.#chance.between(-0.004, 0.004));
  }
}
