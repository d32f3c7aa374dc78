import type { IncomingHttpHeaders } from 'node:http';
import { Failure } from './failure.ts';

/** What a request is judged by before anything of it is believed. */
export interface Judged {
  readonly method: string;
  readonly isApi: boolean;
  readonly headers: IncomingHttpHeaders;
}

export interface Ours {
  readonly scheme: 'http' | 'https';
  readonly hosts: ReadonlySet<string>;
}

const READS: ReadonlySet<string> = new Set(['GET', 'HEAD']);

/**
 * Throws unless the request names this server (no DNS rebinding) and comes from its own pages (no
 * cross-site request). The header makes a browser ask first, and we never answer that question;
 * `SameSite` alone would let other ports of this machine through.
 */
export function checkOrigin({ method, isApi, headers }: Judged, ours: Ours): void {
  if (!ours.hosts.has((headers.host ?? '').toLowerCase())) throw new Failure('foreign_host');
  if (!isApi) return;
  const site = headers['sec-fetch-site'];
  if (site === 'cross-site' || site === 'same-site') throw new Failure('foreign_origin');
  if (READS.has(method)) return;
  const { origin } = headers;
  const isOurs = [...ours.hosts].some((host) => origin === `${ours.scheme}://${host}`);
  if (origin !== undefined && !isOurs) throw new Failure('foreign_origin');
  if (headers['x-bulkhead'] !== '1') throw new Failure('missing_header');
}
