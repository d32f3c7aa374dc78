import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Failure } from './failure.ts';
import { PAGE_POLICY } from './headers.ts';

const YEAR_SECONDS = 365 * 24 * 3_600;

/** Whether a path belongs to the interface and not to the pages. */
export function isApiPath(url: string): boolean {
  return url === '/api' || url.startsWith('/api/') || url.startsWith('/api?');
}

/** Names of files in `assets/` hold their digest: they never change. All others are asked anew. */
function cacheControl(path: string): string {
  return /[/\\]assets[/\\]/.test(path) ? `public, max-age=${YEAR_SECONDS}, immutable` : 'no-cache';
}

/**
 * Serves the built pages. Any path that is no file and not of the interface is a page of the
 * application, which finds its way itself.
 */
export async function servePages(app: FastifyInstance, webFolder: string): Promise<void> {
  const isBuilt = (): boolean => existsSync(join(webFolder, 'index.html'));
  if (isBuilt()) {
    await app.register(fastifyStatic, {
      root: webFolder,
      index: 'index.html',
      dotfiles: 'deny',
      cacheControl: false,
      setHeaders(response, path) {
        void response.header('cache-control', cacheControl(path));
        void response.header('content-security-policy', PAGE_POLICY);
      },
    });
  }
  app.setNotFoundHandler((request: FastifyRequest, reply: FastifyReply) => {
    const isPage = request.method === 'GET' && !isApiPath(request.url) && isPagePath(request.url);
    if (!isPage) throw new Failure('not_found');
    if (!isBuilt()) {
      throw new Failure('not_found', 'The pages are not built. Run `npm run build -w apps/web`.');
    }
    return reply.sendFile('index.html');
  });
}

/** A path whose last part has a dot asks for a file, and a missing file is not a page. */
function isPagePath(url: string): boolean {
  const path = url.split('?', 1)[0]!;
  return !path.slice(path.lastIndexOf('/')).includes('.');
}
