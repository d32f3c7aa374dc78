/** An id of the plan as a person reads it: `shift-supervisor` is `shift supervisor`. */
export function idWords(id: string): string {
  return id.replaceAll('-', ' ');
}

/** `1 alert`, `2 alerts`. */
export function countWords(count: number, one: string, many: string): string {
  return `${count.toLocaleString()} ${count === 1 ? one : many}`;
}
