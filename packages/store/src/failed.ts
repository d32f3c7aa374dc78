/**
 * The world failed us: a disk, a lock, a damaged file. The message says where and what to do.
 * `retryable` tells whether the same call may succeed later without a person doing anything.
 */
export class StoreFailed extends Error {
  override readonly name = 'StoreFailed';
  readonly retryable: boolean;

  constructor(message: string, options: { retryable?: boolean; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.retryable = options.retryable ?? false;
  }
}

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The code of a Node.js or SQLite error, such as `ENOSPC`; empty for anything else. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error) || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}
