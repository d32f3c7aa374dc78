import { defineOracle } from './oracle.ts';

/** Codes from here on are messages that carry no command, or a direct PDU with several. */
const SESSION = 0x10000;
/** The largest command that a token-passing frame names itself; the others are behind number 31. */
const COMMAND_MAX = 255;

/** Kind of message, command, response code and address of the device. */
export const hartIp = defineOracle({
  protocols: ['hart_ip'],
  filter: 'hart_ip && !icmp',
  decodeAs: [
    ['tcp.port', 'hart_ip'],
    ['udp.port', 'hart_ip'],
  ],
  fields: [
    'hart_ip.message_id',
    'hart_ip.pt.command',
    'hart_ip.pt.response_code',
    'hart_ip.pt.long_address',
    'hart_ip.message_type',
  ],

  theirs([ids = [], commands = [], codes = [], addresses = []]) {
    const claims: string[] = [];
    // Version 4.0 shows identifiers 4 (direct PDU) and 5 (audit log) as data.
    for (const id of ids) if (Number(id) < 3) claims.push(`message ${Number(id)}`);
    claims.push(...commands.map((code) => `command ${Number(code)}`));
    claims.push(...codes.map((code) => `code ${Number(code)}`));
    claims.push(...addresses.map((address) => `device ${withoutBits(address)}`));
    return claims;
  },

  ours({ service, object, refusal, outcome }) {
    const device = /^device\/([0-9a-f]{10})$/.exec(object)?.[1];
    if (service.code >= SESSION) {
      const id = service.code & 0xff;
      const message = id < 3 ? [`message ${id}`] : [];
      return { request: message, response: message };
    }
    if (object === 'device') return { request: [], response: [] };
    const command = `command ${service.code > COMMAND_MAX ? 31 : service.code}`;
    const asked = device === undefined ? [command] : [command, `device ${device}`];
    const code = outcome === 'ok' ? 0 : refusal?.code;
    return { request: asked, response: [...asked, `code ${code}`] };
  },

  explain(ours, theirs) {
    const without = (claims: readonly string[]): string =>
      claims
        .filter((claim) => !claim.startsWith('code '))
        .toSorted()
        .join();
    const warned = theirs.find((claim) => claim.startsWith('code '));
    const isWarning = WARNINGS.has(warned ?? '') && ours.includes('code 0');
    return isWarning && without(ours) === without(theirs)
      ? 'a response code of class warning: done, which ours tells as accepted'
      : null;
  },
});

const WARNINGS: ReadonlySet<string> = new Set(
  [8, 14, 24, 25, 26, 27, 30, 31, 33, 34, 96, 97, 112].map((code) => `code ${code}`),
);

/** Without the bits of the master and of bursts. */
function withoutBits(address: string): string {
  const hex = address.replaceAll(':', '');
  const first = Number.parseInt(hex.slice(0, 2), 16) & 0x3f;
  return `${first.toString(16).padStart(2, '0')}${hex.slice(2)}`;
}
