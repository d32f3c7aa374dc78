import { addressOf, type Operation, type Outcome } from '@bulkhead/model';

/** Values of one write that an alert shows, and how much of each. */
const VALUES_SHOWN_MAX = 4;
const VALUE_MAX = 32;

/**
 * What alerts read of one operation, once for all the rules that it matches. It holds the
 * operation, which is good for the one call in which it is told of.
 */
export class Evidence {
  readonly operation: Operation;
  readonly time: string;
  /** Milliseconds since 1970. */
  readonly atMs: number;
  readonly client: string;
  readonly server: string;
  readonly outcome: Outcome;
  /** One text for all operations between the same ends with the same outcome. */
  readonly key: string;
  /** The frame that shows it; null where the capture has none. */
  readonly frame: number | null;
  #object: string | undefined;

  constructor(operation: Operation, atMs: number) {
    const { time, client, server, outcome, frames } = operation;
    this.operation = operation;
    this.time = time;
    this.atMs = atMs;
    this.client = addressOf(client);
    this.server = addressOf(server);
    this.outcome = outcome;
    this.key = keyOf(this.client, this.server, outcome);
    this.frame = frames.request ?? frames.response;
  }

  /** The object, and for a write the first values that were written to it. */
  get object(): string {
    return (this.#object ??= objectText(this.operation));
  }
}

/** The text by which operations between these ends with this outcome are known. */
export function keyOf(client: string, server: string, outcome: Outcome): string {
  return `${client} ${server} ${outcome}`;
}

function objectText(operation: Operation): string {
  const object = operation.object.toWellFormed();
  // Values are worked out when they are read, and cost most where they are not shown.
  const values = operation.verb === 'write' ? operation.values : [];
  if (values.length === 0) return object;
  const shown = values
    .slice(0, VALUES_SHOWN_MAX)
    // A cut through a surrogate pair would be text that canonical JSON cannot hold.
    .map((value) => String(value).slice(0, VALUE_MAX).toWellFormed());
  const rest = values.length > shown.length ? `, … ${values.length} values` : '';
  return `${object} = ${shown.join(', ')}${rest}`;
}
