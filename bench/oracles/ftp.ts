import type { Operation } from '@bulkhead/model';
import { defineOracle } from './oracle.ts';

/** Commands with their arguments, except for secrets, and the replies that answer them. */
export const ftp = defineOracle({
  protocols: ['ftp'],
  filter: 'ftp.request.command || ftp.response.code',
  decodeAs: [['tcp.port', 'ftp']],
  fields: ['ftp.request.command', 'ftp.request.arg', 'ftp.response.code'],

  theirs([commands, args, codes]) {
    const alone = commands!.length === 1;
    const command = (commands![0] ?? '').toLowerCase();
    const secret = command === 'pass' || command === 'acct' || command === 'adat';
    return [
      ...commands!.map((name) => `command ${name.toLowerCase()}`),
      ...(alone && args!.length === 1 && !secret ? [`argument ${args![0]!.trim()}`] : []),
      ...codes!.filter((code) => !isSecondReply(code)).map((code) => `reply ${code}`),
    ];
  },

  ours(operation: Operation) {
    const { service, object, refusal, values } = operation;
    const named = service.code === 255 ? [] : [`command ${service.name}`];
    const code = String(refusal?.code ?? values[0] ?? '');
    return {
      request: [...named, ...(object === 'session' ? [] : [`argument ${object}`])],
      response: isSecondReply(code) ? [] : [`reply ${code}`],
    };
  },

  explain(ours, theirs) {
    const last = ours.length === 0 && theirs.every((claim) => claim.startsWith('reply'));
    return last ? 'the last line of a reply of several lines; ours is told at its first' : null;
  },
});

/** The end of a transfer is an operation of ours only where it failed. */
function isSecondReply(code: string): boolean {
  return code === '226' || code === '250' || code === '426';
}
