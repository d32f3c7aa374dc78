import { existsSync } from 'node:fs';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
/** Nothing in the background of the browser may reach for a network. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const FAULTS_MAX = 50;
/** The longest that a person waits for anything here: the attack takes its time to arrive. */
export const PATIENCE_MS = 25_000;

/** Debian's Chromium, without a window. */
export function startBrowser(): Promise<Browser> {
  const executablePath = PLACES.find((path) => existsSync(path));
  if (executablePath === undefined) {
    throw new Error('no Chromium: apt-get install chromium');
  }
  return chromium.launch({ executablePath, args: FLAGS });
}

/** One visitor: a session of their own, and every fault that their browser met. */
export interface Visitor {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Console errors, violations of the content policy, failed and refused requests. */
  readonly faults: string[];
}

/** A visitor before the first page. Fails at the first page that is not where it should be. */
export async function newVisitor(browser: Browser): Promise<Visitor> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    reducedMotion: 'reduce',
    acceptDownloads: true,
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const faults: string[] = [];
  const note = (text: string): void => {
    if (faults.length < FAULTS_MAX) faults.push(text);
  };
  context.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) note(`console: ${message.text()}`);
  });
  context.on('weberror', (error) => note(`thrown: ${error.error().message}`));
  context.on('response', (response) => {
    if (response.status() >= 400) note(`${response.status()} ${response.url()}`);
  });
  context.on('requestfailed', (request) => {
    const why = request.failure()?.errorText ?? '';
    // A download, a page that is left and a stream that is closed end their request this way.
    if (why !== 'net::ERR_ABORTED') note(`${why} ${request.url()}`);
  });
  await context.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) => {
      console.error(`content policy: ${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  return { page: await context.newPage(), context, faults };
}
