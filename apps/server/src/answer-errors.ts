import type { Log } from '@bulkhead/kernel';
import type { FastifyInstance } from 'fastify';
import { Failure, refusalOf, STATUS } from './failure.ts';
import type { Workload } from './workload.ts';

/**
 * Turns whatever was thrown into `{ code, message }`. What we cannot name is logged whole under an
 * id, and the caller learns the id alone.
 */
export function answerErrors(
  app: FastifyInstance,
  log: Log,
  newId: () => string,
  workload: Workload,
): void {
  app.setErrorHandler((error, request, reply) => {
    const failure = refusalOf(error) ?? unexpected(error, request.method, request.routeOptions.url);
    if (failure.retryAfterSeconds !== null) {
      void reply.header('retry-after', String(failure.retryAfterSeconds));
    }
    return reply
      .status(STATUS[failure.code])
      .type('application/json')
      .send({ code: failure.code, message: failure.message });
  });

  function unexpected(error: unknown, method: string, path: string | undefined): Failure {
    const id = newId();
    workload.failed();
    log.write('error', 'a request failed', {
      id,
      method,
      path,
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
    });
    return new Failure('internal', `Bulkhead failed on this request. The log has it under ${id}.`);
  }
}
