export { dueAt } from './due.ts';
export { FACTS, questionOf, type LegalFact } from './facts.ts';
export { defineRegime, type CountsFrom, type Regime, type Stage, type Within } from './regime.ts';
export { regimes, stagesFor, stageTitle, type PlantStage } from './stages.ts';
export { EARLIEST } from './statements.ts';
export {
  notStarted,
  obligationId,
  startObligations,
  type StartInput,
  type Submission,
  type WaitingStage,
} from './start.ts';
