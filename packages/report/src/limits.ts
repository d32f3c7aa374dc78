/** Characters printed of one piece of outside text; the count of the rest is printed. */
export const TEXT_CHARACTERS_MAX = 2_000;
/** Rows that one table prints; the count of the rest is printed. */
export const TABLE_ROWS_MAX = 500;
/** Citations printed after one statement; the count of the rest is printed. */
export const CITES_MAX = 8;
/** Items of a list inside one table cell or sentence; the count of the rest is printed. */
export const INLINE_ITEMS_MAX = 12;
