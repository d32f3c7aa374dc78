import { defineOracle } from './oracle.ts';

/** Commands, refusals and shares of SMB over TCP, and the opening of NetBIOS sessions. */
export const smb = defineOracle({
  protocols: ['smb'],
  filter: 'tcp && (nbss || smb || smb2)',
  decodeAs: [['tcp.port', 'nbss']],
  fields: [
    'nbss.type',
    'smb.cmd',
    'smb.nt_status',
    'smb2.cmd',
    'smb2.nt_status',
    'smb2.filename',
    'smb.flags.response',
  ],

  theirs([sessions = [], first = [], statuses1 = [], second = [], statuses2 = []]) {
    const claims: string[] = [];
    for (const type of sessions.map(Number)) {
      if (type > 0x80 && type < 0x85) claims.push('session');
      if (type === 0x83) claims.push('refused');
    }
    // Where there is no further command in a chain, tshark shows 255 for it.
    for (const code of first.map(Number)) if (code !== 0xff) claims.push(`command ${code}`);
    second.forEach((code, i) => {
      // What says to wait is no answer; one operation has the answer that follows.
      if (Number(statuses2[i]) !== PENDING) claims.push(`command ${Number(code) + SMB2}`);
    });
    for (const status of [...statuses1, ...statuses2].map(Number)) {
      if (status >= ERROR && status !== MORE_PROCESSING) claims.push(`refused ${status}`);
    }
    return claims;
  },

  ours({ service, refusal }) {
    const isSession = service.name === 'session_request';
    const command = isSession ? 'session' : `command ${service.code}`;
    const response = [command];
    if (refusal !== null) response.push(isSession ? 'refused' : `refused ${refusal.code}`);
    return { request: [command], response };
  },
});

const SMB2 = 0x100;
const PENDING = 0x103;
const ERROR = 0xc0000000;
const MORE_PROCESSING = 0xc0000016;
