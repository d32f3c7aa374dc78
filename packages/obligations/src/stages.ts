import type { PlanRegime } from '@bulkhead/model';
import type { Regime, Stage } from './regime.ts';
import { regimes as list } from './regimes.gen.ts';

/** Every regime that exists, in the order of their files. */
export const regimes: readonly Regime[] = list;

/** A stage as it binds one plant: its time settled by what the plant is, and who tells whom. */
export interface PlantStage extends Stage {
  readonly regime: string;
  readonly recipient: string;
  /** Role that drafts it. */
  readonly drafter: string;
}

/** The stages of the regimes that a plan names, in order. Regimes that do not exist have none. */
export function stagesFor(planRegimes: readonly PlanRegime[]): readonly PlantStage[] {
  return planRegimes.flatMap((planRegime) => {
    const regime = regimes.find(({ id }) => id === planRegime.regime);
    const recipient = planRegime.recipient.name;
    return (regime?.stages ?? []).map((stage) => {
      const { withinFor: special } = stage;
      const applies = special && planRegime.entity[special.entity[0]] === special.entity[1];
      const settled = applies ? { within: special.within, source: special.source } : {};
      const who = { regime: planRegime.regime, recipient, drafter: planRegime.drafter };
      return { ...stage, ...settled, ...who };
    });
  });
}

/** The title of a stage, or its id where no regime has it. */
export function stageTitle(stageId: string): string {
  return regimes.flatMap(({ stages }) => stages).find(({ id }) => id === stageId)?.title ?? stageId;
}
