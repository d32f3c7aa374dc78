import type { Exchange } from '../flow/flow.ts';

/** One PDU of an exchange: `bytes[at..end)`. */
export interface PduBytes {
  readonly bytes: Uint8Array;
  readonly at: number;
  readonly end: number;
}

/** The request of an exchange, or null where it was not seen. */
export function requestOf(exchange: Exchange): PduBytes | null {
  const { request, requestBytes } = exchange;
  return requestBytes === 0 ? null : { bytes: request, at: 0, end: requestBytes };
}

/** The answer or report of an exchange, or null where there is none. */
export function responseOf(exchange: Exchange): PduBytes | null {
  const { response, responseAt, responseEnd } = exchange;
  if (responseEnd <= responseAt) return null;
  return { bytes: response, at: responseAt, end: responseEnd };
}

/** The PDU that says what an exchange is about: its request, else its answer. */
export function subjectOf(exchange: Exchange): PduBytes {
  const nothing = { bytes: exchange.response, at: 0, end: 0 };
  return requestOf(exchange) ?? responseOf(exchange) ?? nothing;
}

/** Name of a code, or `<otherwise>_<code>` for one that the table does not have. */
export function nameOf(
  names: ReadonlyMap<number, string>,
  code: number,
  otherwise: string,
): string {
  return names.get(code) ?? `${otherwise}_${code}`;
}
