/** What a parser gives: the value, or one sentence on what is wrong. Parsers never throw. */
export type Parsed<T> = { readonly value: T } | { readonly problem: string };
