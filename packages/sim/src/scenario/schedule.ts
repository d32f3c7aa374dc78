/**
 * What one party does, step by step: each value that it yields is the time in microseconds until it
 * goes on. Time is virtual; nothing waits.
 */
export type Script<T = void> = Generator<number, T, void>;

interface Due {
  readonly atUs: number;
  readonly order: number;
  readonly script: Script;
}

/** Runs scripts side by side in virtual time. Equal times go in the order in which they came. */
export class Schedule {
  #nowUs = 0;
  #orders = 0;
  #due: Due[] = [];

  /** Microseconds since the scenario began. */
  get nowUs(): number {
    return this.#nowUs;
  }

  start(atUs: number, script: Script): void {
    this.#due.push({ atUs, order: this.#orders++, script });
  }

  /** Runs everything that is due before `endUs`; what comes later is dropped. */
  run(endUs: number): void {
    for (;;) {
      const next = this.#takeFirst();
      if (next === undefined || next.atUs >= endUs) return;
      this.#nowUs = next.atUs;
      const step = next.script.next();
      if (step.done === true) continue;
      this.start(this.#nowUs + Math.max(1, Math.round(step.value)), next.script);
    }
  }

  /** A handful of scripts run at once, so a linear search is enough. */
  #takeFirst(): Due | undefined {
    let first = 0;
    for (let i = 1; i < this.#due.length; i++) {
      const [a, b] = [this.#due[i]!, this.#due[first]!];
      if (a.atUs < b.atUs || (a.atUs === b.atUs && a.order < b.order)) first = i;
    }
    return this.#due.splice(first, 1)[0];
  }
}

/** Milliseconds as microseconds. */
export function ms(value: number): number {
  return Math.round(value * 1_000);
}

/** Seconds as microseconds. */
export function seconds(value: number): number {
  return Math.round(value * 1_000_000);
}
