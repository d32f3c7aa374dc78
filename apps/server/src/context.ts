import type { Request } from '@bulkhead/engine';
import type { Actor } from '@bulkhead/model';
import type { ServerOptions } from './options.ts';
import type { Sessions } from './sessions.ts';
import type { SigningIn } from './signing-in.ts';
import type { Stream } from './stream.ts';

/** What handlers work with. */
export interface Context {
  readonly options: ServerOptions;
  readonly sessions: Sessions;
  readonly signingIn: SigningIn;
  readonly stream: Stream;
  /** The engine's `perform`, waited for when the server closes. */
  perform(actor: Actor, request: Request): Promise<{ sequence: number }>;
  /** The OpenAPI document of every route. */
  openApi(): Record<string, unknown>;
  /** What an operator looks at first. */
  health(): Health;
}

export interface Health {
  readonly requests: number;
  readonly requestsShed: number;
  readonly writes: number;
  readonly pages: number;
  readonly pagesDropped: number;
  readonly failures: number;
}
