/** Size of one playbook's text, in UTF-16 code units. */
export const PLAYBOOK_TEXT_MAX = 1_048_576;
/** How deep its JSON may nest. Real playbooks stay below 12. */
export const PLAYBOOK_DEPTH_MAX = 32;
/** Values of any kind in one playbook. */
export const PLAYBOOK_VALUES_MAX = 50_000;
/** Workflow steps of one playbook. */
export const PLAYBOOK_STEPS_MAX = 500;
/** Commands of one step, branches of one parallel step, cases of one switch step. */
export const STEP_PARTS_MAX = 32;
export const PLAYBOOK_VARIABLES_MAX = 200;
/** Findings that one check reports; what is beyond is counted in the last one. */
export const PLAYBOOK_FINDINGS_MAX = 200;
/** Steps that one run may take before it is closed as failed. */
export const RUN_STEPS_MAX = 1_000;
/** Length of a condition, and how deep its parentheses and NOTs may nest. */
export const CONDITION_TEXT_MAX = 2_000;
export const CONDITION_DEPTH_MAX = 32;
/** Length that one variable's value may have, and a text after variables were put in. */
export const VARIABLE_VALUE_MAX = 500;
export const RENDERED_TEXT_MAX = 4_000;
