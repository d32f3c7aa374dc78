/** The largest request: a note has 2,000 characters, a fact 500. */
export const BODY_BYTES_MAX = 64 * 1024;
export const CONNECTIONS_MAX = 1_000;
/** A request must have arrived whole within this time. */
export const REQUEST_MS_MAX = 15_000;
/** And be answered within this one; documents and streams take their time. */
export const ANSWER_MS_MAX = 30_000;
/** How long `close` waits for answers before it cuts their connections. */
export const CLOSE_MS_MAX = 10_000;
/** Requests in hand at a time, streams aside; those beyond are shed and counted. */
export const REQUESTS_MAX = 256;
/** Ids in paths; Fastify's own limit of 100 is short for keys of runs. */
export const PARAM_CHARACTERS_MAX = 300;
