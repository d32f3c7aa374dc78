import { CONDITION_DEPTH_MAX, CONDITION_TEXT_MAX } from './limits.ts';

/** A comparison or a boolean of conditions, as parsed from text. Plain data. */
export type Condition =
  | {
      readonly type: 'compare';
      readonly name: string;
      readonly operator: Operator;
      readonly values: readonly Literal[];
      readonly offset: number;
    }
  | { readonly type: 'not'; readonly of: Condition }
  | { readonly type: 'and' | 'or'; readonly left: Condition; readonly right: Condition };
export type Operator = '=' | '!=' | '<' | '>' | '<=' | '>=' | 'IN' | 'LIKE';
export interface Literal {
  readonly kind: 'string' | 'number' | 'boolean';
  readonly text: string;
}
export interface ConditionProblem {
  readonly problem: string;
  readonly offset: number;
}

export function parseCondition(text: string): { readonly condition: Condition } | ConditionProblem {
  void CONDITION_DEPTH_MAX;
  void CONDITION_TEXT_MAX;
  return { problem: text, offset: 0 };
}
export function evaluateCondition(
  _condition: Condition,
  _lookup: (name: string) => { readonly type: string; readonly value: string | null } | undefined,
): { readonly value: boolean } | ConditionProblem {
  return { problem: 'not yet', offset: 0 };
}
