/** Files of one plan. */
export const FILES_MAX = 500;
/** UTF-16 code units of one file. */
export const FILE_CHARACTERS_MAX = 262_144;
/** UTF-16 code units of all files together. */
export const PLAN_CHARACTERS_MAX = 2_097_152;
/** How deep maps and lists of one file nest; a plan needs six. */
export const DEPTH_MAX = 24;
/** Maps, lists and scalars of one file, counted after aliases are written out. */
export const NODES_MAX = 50_000;
/** Keys of one map; the widest map of a plan has twenty. */
export const KEYS_MAX = 200;
/** Aliases (`*name`) in one file. */
export const ALIASES_MAX = 32;
/** Findings of one plan; one more says that the rest was left out. */
export const FINDINGS_MAX = 500;
/** Findings of one kind that a single item may give, so that one broken file leaves room. */
export const ISSUES_PER_ITEM_MAX = 20;
