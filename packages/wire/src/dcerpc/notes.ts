import type { Exchange } from '../flow/flow.ts';

/** Names of interfaces have none. */
const BETWEEN = ' ';

/** What is noted of a call: its interface, and what it is about. */
export function noteOf(name: string, object: string): string {
  return object === '' ? name : `${name}${BETWEEN}${object}`;
}

export function interfaceOf({ note }: Exchange): string {
  const end = note.indexOf(BETWEEN);
  return end < 0 ? note : note.slice(0, end);
}

/** Empty where the call did not tell. */
export function calledObjectOf({ note }: Exchange): string {
  const end = note.indexOf(BETWEEN);
  return end < 0 ? '' : note.slice(end + BETWEEN.length);
}
