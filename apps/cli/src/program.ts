import { Command as Commander, CommanderError } from 'commander';
import {
  ActionFailed,
  CaptureUnreadable,
  StartRefused,
  StoreFailed,
  versionText,
} from './known-errors.ts';
import { commands } from './commands.gen.ts';
import { EXIT, Stopped, type Command, type ExitCode } from './command.ts';
import { complain, printJson, TEXT_COLUMNS } from './output.ts';

async function run(argv: readonly string[]): Promise<ExitCode> {
  const program = new Commander('bulkhead')
    .description('The incident response plan for plants where IT and OT meet, running.')
    .version(versionText())
    .exitOverride()
    .configureOutput({
      writeErr: (text) => complain(text.trimEnd().replace(/^error: /, 'bulkhead: ')),
      getErrHelpWidth: () => TEXT_COLUMNS,
      getOutHelpWidth: () => TEXT_COLUMNS,
    })
    .showHelpAfterError(
      '`bulkhead --help` lists the commands, `bulkhead help COMMAND` its options.',
    );
  let exitCode: ExitCode = EXIT.ok;
  for (const command of commands) {
    const verb = program.command(`${command.name} ${command.takes}`.trim());
    verb.description(command.summary).option('--json', 'print one JSON object (or one a line)');
    for (const option of command.options) verb.option(option.flags, option.says);
    verb.exitOverride().action(async (...given: unknown[]) => {
      exitCode = await runOne(command, given);
    });
  }
  try {
    await program.parseAsync([...argv]);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    throw error;
  }
  return exitCode;
}

async function runOne(command: Command, given: readonly unknown[]): Promise<ExitCode> {
  const args = given
    .slice(0, -2)
    .flat()
    .filter((arg): arg is string => typeof arg === 'string');
  const options = given.at(-2) as Readonly<Record<string, string | boolean | undefined>>;
  try {
    return await command.run({ args, options });
  } catch (error) {
    const known = explain(error);
    if (known === undefined) throw error;
    if (options['json'] === true) printJson({ ok: false, error: known.message });
    complain(`bulkhead ${command.name}: ${known.message}`);
    return known.exitCode;
  }
}

/** What to do about what the system refuses, by its code. */
const ADVICE: ReadonlyMap<string, string> = new Map([
  ['EACCES', 'you may not do this here; change the permissions, or name another place.'],
  ['EADDRINUSE', 'the port is taken; give another with --port.'],
  ['EADDRNOTAVAIL', 'this machine does not have that address; give another with --host.'],
  ['EDQUOT', 'your share of the disk is used up; make room and run it again.'],
  ['EISDIR', 'this is a folder; name a file.'],
  ['EMFILE', 'too many files are open; raise the limit with ulimit -n.'],
  ['ENOENT', 'it cannot be made there; name another place.'],
  ['ENOSPC', 'the disk is full; make room and run it again. What was acknowledged is kept.'],
  ['ENOTDIR', 'a part of this path is a file; name a folder.'],
  ['EPERM', 'you may not do this here; change the permissions, or name another place.'],
  ['EROFS', 'it cannot be written to; name another place.'],
]);

/** Errors that are not ours: what happened and what to do, without a stack. */
function explain(error: unknown): { exitCode: ExitCode; message: string } | undefined {
  if (error instanceof Stopped) return { exitCode: error.exitCode, message: error.message };
  if (error instanceof StoreFailed || error instanceof StartRefused) {
    return { exitCode: EXIT.machine, message: error.message };
  }
  if (error instanceof CaptureUnreadable) return { exitCode: EXIT.input, message: error.message };
  if (error instanceof ActionFailed) return { exitCode: EXIT.machine, message: error.message };
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) return undefined;
  const where = 'path' in error ? `${String(error.path)}: ` : '';
  if (error.code === 'ENOENT' && error.syscall !== 'mkdir') {
    return { exitCode: EXIT.input, message: `${where}no such file; check the path.` };
  }
  const advice = ADVICE.get(String(error.code));
  if (advice !== undefined) return { exitCode: EXIT.machine, message: `${where}${advice}` };
  return { exitCode: EXIT.machine, message: error.message };
}

try {
  process.exitCode = await run(process.argv);
} catch (error) {
  complain(
    `bulkhead: a fault of Bulkhead itself; the journal is as it was.\n${String(
      error instanceof Error ? (error.stack ?? error.message) : error,
    )}`,
  );
  process.exitCode = EXIT.fault;
}
