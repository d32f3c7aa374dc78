import { type RefusalCode, Refused, REFUSALS } from '@bulkhead/model';

/** What only the HTTP layer refuses. Codes are part of the API: added, never renamed. */
const HTTP_FAILURES = {
  foreign_host: 'This server does not answer to that name.',
  foreign_origin: 'The request comes from another site.',
  password_needed: 'Give your password again.',
  missing_header: 'A change needs the header x-bulkhead: 1.',
  too_large: 'The request is too large.',
  unsupported_media: 'Send application/json.',
  overloaded: 'The server is busy; try again in a moment.',
  too_slow: 'The answer took too long. Look at the timeline before you repeat a change.',
  internal: 'Bulkhead failed on this request.',
} as const;

/** Every code that an answer of the API may carry. */
export type FailureCode = RefusalCode | keyof typeof HTTP_FAILURES;

/** The one place where a code becomes an HTTP status. */
export const STATUS: Readonly<Record<FailureCode, number>> = {
  invalid_request: 400,
  not_signed_in: 401,
  wrong_password: 401,
  not_permitted: 403,
  own_request: 403,
  role_not_held: 403,
  role_not_in_quorum: 403,
  foreign_origin: 403,
  missing_header: 403,
  password_needed: 403,
  not_found: 404,
  incident_closed: 409,
  already_decided: 409,
  already_approved: 409,
  gate_closed: 409,
  controls_in_force: 409,
  obligations_open: 409,
  playbook_not_runnable: 409,
  link_used: 410,
  too_large: 413,
  unsupported_media: 415,
  foreign_host: 421,
  too_many: 429,
  internal: 500,
  overloaded: 503,
  too_slow: 503,
};

/** A request that the HTTP layer will not pass on. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly code: FailureCode;
  /** When it may be tried again, in seconds; sent as `retry-after`. */
  readonly retryAfterSeconds: number | null;

  constructor(code: FailureCode, detail?: string, retryAfterSeconds: number | null = null) {
    super(detail ?? failureText(code));
    this.code = code;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** The plain sentence of a code. */
export function failureText(code: FailureCode): string {
  return { ...REFUSALS, ...HTTP_FAILURES }[code];
}

/** Codes of Fastify's own errors, in ours. What is not here is a failure of ours. */
const FASTIFY_CODES: Readonly<Record<string, FailureCode>> = {
  FST_ERR_CTP_INVALID_JSON_BODY: 'invalid_request',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'invalid_request',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'invalid_request',
  FST_ERR_BAD_URL: 'invalid_request',
  FST_ERR_MAX_PARAM_LENGTH: 'invalid_request',
  FST_ERR_HANDLER_TIMEOUT: 'too_slow',
  FST_ERR_CTP_BODY_TOO_LARGE: 'too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media',
  FST_ERR_CTP_INVALID_TYPE: 'unsupported_media',
};

/** The refusal that an error stands for, or undefined where our own code or a part failed. */
export function refusalOf(error: unknown): Failure | undefined {
  if (error instanceof Failure) return error;
  if (error instanceof Refused) return new Failure(error.code, error.message);
  // Fastify marks what its parser of JSON throws; any other SyntaxError is ours.
  if (error instanceof SyntaxError && 'statusCode' in error) {
    return new Failure('invalid_request', 'The body is not JSON.');
  }
  if (!(error instanceof Error)) return undefined;
  // What the file server forbids, such as names with a leading dot, is not there for anyone.
  if ('statusCode' in error && error.statusCode === 403) return new Failure('not_found');
  if (!('code' in error)) return undefined;
  const code = FASTIFY_CODES[String(error.code)];
  return code === undefined ? undefined : new Failure(code);
}
