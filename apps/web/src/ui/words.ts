const ABBREVIATIONS = new Set(['it', 'ot', 'soc', 'hmi', 'plc', 'ciso', 'csirt']);

/** An id of the plan as a person reads it: `ot-engineer` is `OT engineer`. */
export function idWords(id: string): string {
  return id
    .split('-')
    .map((word) => (ABBREVIATIONS.has(word) ? word.toUpperCase() : word))
    .join(' ');
}

/** A role's id as the plan writes role names: `shift-supervisor` is `Shift supervisor`. */
export function roleWords(id: string): string {
  const words = idWords(id);
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}

/** `1 alert`, `2 alerts`. */
export function countWords(count: number, one: string, many: string): string {
  return `${count.toLocaleString()} ${count === 1 ? one : many}`;
}
