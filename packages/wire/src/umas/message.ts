import type { Exchange } from '../flow/flow.ts';

/**
 * Offsets in a Modbus PDU of function 0x5A: the function, the session that a reservation gave, the
 * UMAS function, or in answers whether it was carried out; then the data.
 */
export const UMAS = { code: 0, session: 1, function: 2, data: 3 } as const;
export const MODBUS_FUNCTION = 0x5a;
/** Set in the function code of a Modbus exception, whose code follows. */
export const EXCEPTION = 0x80;
export const ANSWER_OK = 0xfe;
export const ANSWER_ERROR = 0xfd;

/** The UMAS function that was asked for; -1 where the request was not seen. */
export function functionOf({ request, requestBytes }: Exchange): number {
  return requestBytes > UMAS.function ? request[UMAS.function]! : -1;
}

/** Where the data of an answer that was carried out starts; its end where there is none. */
export function answerDataAt({
  response,
  responseAt: at,
  responseEnd: end,
  responseFrame,
}: Exchange): number {
  const ok = responseFrame > 0 && at + UMAS.function < end;
  return ok && response[at + UMAS.function] === ANSWER_OK ? at + UMAS.data : end;
}
