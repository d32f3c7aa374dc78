import type { StepView } from '@bulkhead/model';

/** What came of a step: the words, and what only matters to who looks closer. */
export interface StepWords {
  readonly text: string;
  readonly more: string;
}

/** A notice: whom it was laid down for, where (`channel: path`), and what did not take it. */
const LAID_DOWN = /^(Laid down for .*?) \(([^()]*: [^()]*)\)(; not taken: .*)?$/su;
const JUDGED = / is (true|false)$/u;

/** A step's detail without the expressions and paths that the machinery writes. */
export function stepWords(step: Pick<StepView, 'type' | 'detail'>): StepWords {
  const { type, detail } = step;
  const judged = type.endsWith('-condition') ? JUDGED.exec(detail) : null;
  if (judged !== null) {
    const text = judged[1] === 'true' ? 'Condition holds' : 'Condition does not hold';
    return { text, more: '' };
  }
  const laid = LAID_DOWN.exec(detail);
  if (laid !== null) return { text: `${laid[1]}${laid[3] ?? ''}`, more: laid[2] ?? '' };
  return { text: detail, more: '' };
}
