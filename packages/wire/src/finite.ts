/** A number as a value that JSON can hold: infinities and `NaN` as text. */
export function shown(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}
