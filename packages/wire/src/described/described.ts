import { type Operation, OPERATION_ITEMS_MAX, type OperationValue } from '@bulkhead/model';
import type { Exchange } from '../flow/flow.ts';
import type { Protocol, ServiceFacts } from '../protocol.ts';

export type Items = NonNullable<Operation['items']>;
export type Item = Items[number];

/** What one exchange is about. What is left out is what most have: one object without a number. */
export interface Description {
  readonly object?: string;
  readonly address?: number | null;
  readonly count?: number;
  readonly values?: readonly OperationValue[];
  readonly items?: Items;
}

/** The bytes of a request or of an answer, `bytes[at..end)`; none where it was not seen. */
export interface Part {
  readonly bytes: Uint8Array;
  readonly at: number;
  readonly end: number;
}

export function requestPart(exchange: Exchange, header = 0): Part {
  return { bytes: exchange.request, at: header, end: exchange.requestBytes };
}

export function responsePart(exchange: Exchange, header = 0): Part {
  const { response, responseAt, responseEnd } = exchange;
  return { bytes: response, at: responseAt + header, end: responseEnd };
}

/** The message that says what was asked: the request, or the answer where that was not seen. */
export function tellingPart(exchange: Exchange): Part {
  return exchange.requestBytes > 0 ? requestPart(exchange) : responsePart(exchange);
}

/** Whether an answer was seen. */
export function answered(exchange: Exchange): boolean {
  return exchange.responseEnd > exchange.responseAt;
}

/**
 * The readers of a protocol that works out what an exchange is about in one go; `otherwise` is the
 * object of what names none.
 */
export function describedBy(
  describe: (exchange: Exchange) => Description,
  otherwise: string,
): Pick<Protocol, 'object' | 'address' | 'count' | 'values' | 'items'> {
  return {
    object: (exchange) => describe(exchange).object || otherwise,
    address: (exchange) => describe(exchange).address ?? null,
    count: (exchange) => describe(exchange).count ?? 1,
    values: (exchange) => describe(exchange).values ?? [],
    items: (exchange) => describe(exchange).items,
  };
}

/**
 * One object stands for itself; several are items, at most `OPERATION_ITEMS_MAX`. `count` is how
 * many there are, where not all were listed.
 */
export function describeItems(
  items: readonly (Item & { readonly address: number | null })[],
  count = items.length,
): Description {
  const first = items[0];
  if (first === undefined) return {};
  if (items.length === 1) return first;
  return {
    object: first.object,
    address: first.address,
    count,
    values: items.flatMap(({ values }) => values.slice(0, 1)).slice(0, OPERATION_ITEMS_MAX),
    items: items
      .slice(0, OPERATION_ITEMS_MAX)
      .map(({ object, count, values }) => ({ object, count, values })),
  };
}

/** Services by code: what a protocol needs of its own table. */
export class ServiceTable {
  readonly #byCode: ReadonlyMap<number, ServiceFacts>;
  readonly #unknownVerb: number;
  readonly #codeDigits: number;

  /** Services that are not in the table get `unknownVerb`, and their code with so many digits. */
  constructor(services: readonly ServiceFacts[], unknownVerb: number, codeDigits: number) {
    this.#byCode = new Map(services.map((service) => [service.code, service]));
    this.#unknownVerb = unknownVerb;
    this.#codeDigits = codeDigits;
  }

  has(code: number): boolean {
    return this.#byCode.has(code);
  }

  verb(code: number): number {
    return this.#byCode.get(code)?.verb ?? this.#unknownVerb;
  }

  techniques(code: number): readonly string[] {
    return this.#byCode.get(code)?.techniques ?? [];
  }

  service(code: number): Operation['service'] {
    const hex = code.toString(16).padStart(this.#codeDigits, '0');
    return { code, name: this.#byCode.get(code)?.name ?? `unknown_service_0x${hex}` };
  }
}

/** A row of a table of services: code, name, verb, techniques. */
export type ServiceRow = readonly [number, string, number, string?];

/** Rows with the technique after the verb; several are parted by a space. */
export function servicesOf(rows: readonly ServiceRow[]): ServiceFacts[] {
  return rows.map(([code, name, verb, techniques]) =>
    techniques === undefined
      ? { code, name, verb }
      : { code, name, verb, techniques: techniques.split(' ') },
  );
}
