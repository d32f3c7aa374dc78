import { once } from 'node:events';
import { defineCommand, EXIT, Stopped, textOption, type Given } from '../command.ts';
import { loadContent, planOrStop, SAMPLE_PLAN } from '../content.ts';
import { playDemo } from '../demo.ts';
import { complain, printJson, printLine } from '../output.ts';
import { bytesOption, openSource, SOURCE_OPTIONS } from '../packet-source.ts';
import { createLog } from '../ports.ts';
import {
  DATA_FOLDER,
  demoFolder,
  startServing,
  type Serving,
  type ServingOptions,
} from '../serving.ts';
import { buildPagesIfStale } from '../web-build.ts';

const PORT = 8737;
const PACKETS = '4GB';
const PACKETS_BYTES_MIN = 1_000_000;
const DEMO_COMMANDER_ROLE = 'incident-commander';

export const serve = defineCommand({
  name: 'serve',
  summary: 'Serves the pages and the journal of one plant.',
  takes: '',
  options: [
    { flags: '--plan <folder>', says: 'the plan of the plant (default: the sample plant)' },
    { flags: '--rules <folder>', says: 'more Sigma rules' },
    { flags: '--data <folder>', says: `where journal and evidence are (default ${DATA_FOLDER})` },
    { flags: '--host <address>', says: 'where to listen (default 127.0.0.1)' },
    { flags: '--port <number>', says: `default ${PORT}; 0 takes a free one` },
    { flags: '--tls-cert <file>', says: 'certificate; needed for any other address than loopback' },
    { flags: '--tls-key <file>', says: 'private key of the certificate' },
    { flags: '--name <host>', says: 'the name by which browsers reach this server' },
    ...SOURCE_OPTIONS,
    { flags: '--packets <size>', says: `packets kept of what is watched (default ${PACKETS})` },
    {
      flags: '--demo',
      says: 'the sample plant in a fresh journal, with a recorded attack replayed',
    },
  ],
  run: async (given) => {
    const isDemo = given.options['demo'] === true;
    const plan = textOption(given, 'plan') ?? SAMPLE_PLAN;
    const bind = bindOf(given);
    const source = openSource(given);
    if (isDemo && source !== null) {
      throw new Stopped(EXIT.usage, '--demo replays its own attack; leave out the source.');
    }
    const budgetBytes = budgetOf(given);
    const content = await loadContent(plan, textOption(given, 'rules'));
    planOrStop(content);
    await buildPagesIfStale(complain);
    const demo = isDemo ? demoOptions(content) : null;
    const folder = textOption(given, 'data') ?? (isDemo ? demoFolder() : DATA_FOLDER);
    const log = createLog('warn');
    const serving = await startServing({ content, folder, bind, demo, log });
    // Listened to before anybody is told that it runs.
    const asked = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
    announce(serving, given.options['json'] === true);
    const stop = new AbortController();
    const sensing = isDemo
      ? playDemo(serving, stop.signal)
      : source === null
        ? Promise.resolve()
        : serving.watch(source, budgetBytes);
    await asked;
    stop.abort();
    await source?.stop();
    await sensing;
    await serving.close();
    // Reading a pipe that nobody writes to would keep the process waiting.
    if (source?.isStuck === true) process.exit(EXIT.ok);
    return EXIT.ok;
  },
});

function budgetOf(given: Given): number {
  const bytes = bytesOption(given, 'packets', PACKETS);
  if (bytes >= PACKETS_BYTES_MIN) return bytes;
  throw new Stopped(EXIT.usage, `--packets takes at least ${PACKETS_BYTES_MIN} bytes.`);
}

function bindOf(given: Given): ServingOptions['bind'] {
  const port = Number(textOption(given, 'port') ?? PORT);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Stopped(EXIT.usage, '--port takes a number from 0 to 65535.');
  }
  const certFile = textOption(given, 'tlsCert');
  const keyFile = textOption(given, 'tlsKey');
  if ((certFile === undefined) !== (keyFile === undefined)) {
    throw new Stopped(EXIT.usage, '--tls-cert and --tls-key go together.');
  }
  const name = textOption(given, 'name');
  return {
    host: textOption(given, 'host') ?? '127.0.0.1',
    port,
    ...(name === undefined ? {} : { names: [name] }),
    ...(certFile === undefined || keyFile === undefined ? {} : { tls: { certFile, keyFile } }),
  };
}

/** Everyone in the sample plan may be played; the start link begins as the incident commander. */
function demoOptions(content: Awaited<ReturnType<typeof loadContent>>): ServingOptions['demo'] {
  const people = content.plan?.people ?? [];
  const commander = people.find(({ roles }) => roles.includes(DEMO_COMMANDER_ROLE));
  if (commander === undefined) {
    throw new Stopped(EXIT.no, `the plan names no ${DEMO_COMMANDER_ROLE} for the demo.`);
  }
  return { commander: commander.id, people: people.map(({ id }) => id) };
}

function announce(serving: Serving, json: boolean): void {
  const { url, startLink, workspace } = serving;
  if (json) {
    printJson({ ok: true, url, startLink, data: workspace.folder });
    return;
  }
  printLine(`Bulkhead serves ${workspace.engine.context.plan.name} at ${url}`);
  printLine(`Journal and evidence: ${workspace.folder}`);
  if (startLink !== null) {
    printLine('');
    printLine('Open this link once, in the browser of whoever administers this plant:');
    printLine(`  ${startLink}`);
  }
  printLine('');
  printLine('Stop with Ctrl C.');
}
