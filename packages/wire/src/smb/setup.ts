import { type Exchange } from '../flow/flow.ts';
import { NTLM, ntlmAt, ntlmSightings, readNtlm } from '../ntlmssp/message.ts';
import type { PduContext } from '../protocol.ts';
import { SMB1_COMMAND } from './commands.ts';
import { serverNames, setupTexts } from './smb1.ts';
import { SMB1 } from './shape.ts';

/** Tells what a log-on of either version says of the machine that sent it. */
export function setupSightings(
  context: PduContext,
  bytes: Uint8Array,
  at: number,
  end: number,
): void {
  const from = ntlmAt(bytes, at, end);
  if (from >= 0) ntlmSightings(context, readNtlm(bytes, from, end), false);
}

/** The same for SMB1, where the log-on has texts of its own. */
export function setupSightings1(
  context: PduContext,
  bytes: Uint8Array,
  at: number,
  end: number,
  isReply: boolean,
): void {
  setupSightings(context, bytes, at, end);
  const { domain, os, software } = setupTexts(bytes, at, end, isReply);
  context.sighting('os', os);
  context.sighting('software', software);
  context.sighting('domain', domain);
}

/** What a server of SMB1 says before it knows the client. */
export function serverSightings1(
  context: PduContext,
  bytes: Uint8Array,
  at: number,
  end: number,
): void {
  const [domain = '', name = ''] = serverNames(bytes, at, end);
  context.sighting('domain', domain);
  context.sighting('name', name);
}

/** The log-on was accepted: the user of the request is one. */
export function tellUser(context: PduContext, exchange: Exchange): void {
  const { request, requestBytes, side } = exchange;
  context.sighting('user', userOf(request, 0, requestBytes).user, side);
}

/** Who logs on with this request, by NTLM or by the texts of SMB1. */
export function userOf(
  bytes: Uint8Array,
  at: number,
  end: number,
): { readonly user: string; readonly domain: string; readonly machine: string } {
  const from = ntlmAt(bytes, at, end);
  if (from >= 0) {
    const facts = readNtlm(bytes, from, end);
    if (facts.type === NTLM.authenticate) return facts;
  }
  const isSmb1 = bytes[at] === 0xff && bytes[at + SMB1.command] === SMB1_COMMAND.sessionSetup;
  return isSmb1
    ? { ...setupTexts(bytes, at, end, false), machine: '' }
    : { user: '', domain: '', machine: '' };
}
