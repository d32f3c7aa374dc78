import type { Chance } from '../random.ts';

/** What a controller tells the caustic dosing, as its registers say it. */
export interface DosingSettings {
  readonly pumpRuns: boolean;
  /** True: the pump runs at `pumpSpeedPermille`. False: the controller sets the speed itself. */
  readonly manual: boolean;
  readonly pumpSpeedPermille: number;
  /** Milligrams of caustic in a litre of water that the controller aims at in automatic mode. */
  readonly setPointMgPerL: number;
}

/** Flow of the plant at rest, cubic metres in an hour. */
const FLOW_M3_PER_H = 240;
/** Dose at full speed and normal flow; the pump can do no more, whatever is asked of it. */
const DOSE_AT_FULL_SPEED_MG_PER_L = 60;
/** Time in which the water at the analyser has followed a change of dose to two thirds. */
const MIXING_SECONDS = 40;
/** pH of the water before caustic, and what a milligram in a litre adds near neutral. */
const PH_BEFORE = 6.9;
const PH_PER_MG_PER_L = 0.08;
const PH_MAX = 13.2;
const TANK_LITRES = 1_800;
/** Grams of caustic in a litre of the tank. */
const TANK_GRAMS_PER_L = 500;

/** Caustic dosing: a pump doses into the flow, an analyser behind the mixer sees it later. */
export class DosingProcess {
  readonly #chance: Chance;
  #doseMgPerL = 10;
  flowM3PerH = FLOW_M3_PER_H;
  tankLitres = TANK_LITRES * 0.82;
  causticMgPerL = 10;

  constructor(chance: Chance) {
    this.#chance = chance;
  }

  /** pH at the analyser. It bends as it rises: the scale is logarithmic. */
  get ph(): number {
    const linear = this.causticMgPerL * PH_PER_MG_PER_L;
    return Math.min(PH_MAX, PH_BEFORE + linear * (linear > 1.6 ? 1.15 : 1));
  }

  /** Speed of the pump, in thousandths of its full speed. */
  speedPermille(settings: DosingSettings): number {
    if (!settings.pumpRuns) return 0;
    if (settings.manual) return Math.min(1_000, settings.pumpSpeedPermille);
    const wanted = (settings.setPointMgPerL / DOSE_AT_FULL_SPEED_MG_PER_L) * 1_000;
    return Math.round(Math.min(1_000, wanted));
  }

  /** Moves the process on by `durationMs`. */
  step(durationMs: number, settings: DosingSettings): void {
    const seconds = durationMs / 1_000;
    const drift = FLOW_M3_PER_H - this.flowM3PerH + this.#chance.between(-6, 6);
    this.flowM3PerH += drift * Math.min(1, 0.2 * seconds);
    const share = this.tankLitres > 0 ? this.speedPermille(settings) / 1_000 : 0;
    this.#doseMgPerL = (share * DOSE_AT_FULL_SPEED_MG_PER_L * FLOW_M3_PER_H) / this.flowM3PerH;
    const follow = 1 - Math.exp(-seconds / MIXING_SECONDS);
    this.causticMgPerL += (this.#doseMgPerL - this.causticMgPerL) * follow;
    this.causticMgPerL = Math.max(0, this.causticMgPerL + this.#chance.between(-0.03, 0.03));
    const gramsUsed = (this.#doseMgPerL * this.flowM3PerH * seconds) / 3_600;
    this.tankLitres = Math.max(0, this.tankLitres - gramsUsed / TANK_GRAMS_PER_L);
  }

  /** How full the tank is, in thousandths. */
  get tankPermille(): number {
    return Math.round((this.tankLitres / TANK_LITRES) * 1_000);
  }
}
