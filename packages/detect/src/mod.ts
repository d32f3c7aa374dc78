export { compileRules, PROTOCOLS, RULE_FILES_MAX, type Compiled } from './compile.ts';
export { NO_CONTEXT, type AssetContext, type OperationContext } from './context.ts';
export { FIELDS, type Field, type FieldName, type FieldValue } from './fields.ts';
export { Ends } from './cases.ts';
export { createMatcher, Matcher, type OnMatch } from './matcher.ts';
export type { Rule } from './rule.ts';
export { RuleSet } from './rule-set.ts';
export { ATTACK_VERSION, TECHNIQUES } from './techniques.ts';
