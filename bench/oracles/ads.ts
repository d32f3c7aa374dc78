import { defineOracle } from './oracle.ts';

/** The commands of AMS packets; what stands beside them is the router and the discovery. */
const COMMAND_MAX = 9;
/** Read, write, add notification and read-write name an index group and offset. */
const GROUPED: ReadonlySet<number> = new Set([2, 3, 6, 9]);
/** Bytes behind the header of an answer to a read that brings its result and no length or data. */
const RESULT_ALONE = '8';
const GROUP_OBJECT = /^group\/0x([0-9A-F]+)\/offset\/0x([0-9A-F]+)$/;

/** Command, AMS port, index group and offset, length and result of ADS packets. */
export const ads = defineOracle({
  protocols: ['ads'],
  filter: 'ams',
  decodeAs: [['tcp.port', 'ams']],
  fields: [
    'ams.cmdid',
    'ams.state_response',
    'ams.targetport',
    'ams.senderport',
    'ams.ads_indexgroup',
    'ams.ads_indexoffset',
    'ams.adsresult',
    'ams.errorcode',
    'ams.ads_devicename',
    'ams.ads_state',
    'ams.invokeid',
    'ams.cbdata',
  ],

  theirs(cells) {
    const [commands = [], answers = [], targets = [], senders = [], , offsets = []] = cells;
    const [, , , , , , results = [], errors = [], names = [], states = []] = cells;
    const claims = commands.map((code) => `command ${Number(code)}`);
    answers.forEach((answer, i) => {
      // Notifications go from the device to its client, unasked.
      const fromDevice = Number(answer) === 1 || Number(commands[i]) === 8;
      claims.push(`port ${Number((fromDevice ? senders : targets)[i])}`);
    });
    claims.push(...offsets.map((offset) => `offset ${Number(offset)}`));
    claims.push(...names.map((name) => `name ${name.trim()}`));
    if (commands.every((code) => Number(code) === 4)) {
      claims.push(...states.map((state) => `state ${Number(state)}`));
    }
    const failed = [...results, ...errors].map(Number).filter((code) => code !== 0);
    return [...claims, ...failed.map((code) => `refused ${code}`)];
  },

  ours({ service, unit, object, address, outcome, refusal, values, frames, items }) {
    if (service.code < 1 || service.code > COMMAND_MAX) return { request: [], response: [] };
    const both = [`command ${service.code}`, `port ${unit}`];
    const request = [...both];
    const response = [...both];
    if (GROUPED.has(service.code) && frames.request !== null) {
      const told = GROUP_OBJECT.exec(object);
      // The offset of a sum request is how many requests it holds.
      const offset =
        items !== undefined ? items.length : (address ?? Number.parseInt(told![2]!, 16));
      request.push(`offset ${offset}`);
    }
    if (refusal !== null) response.push(`refused ${refusal.code}`);
    if (service.code === 1 && outcome === 'ok') response.push(`name ${String(values[0])}`);
    if (service.code === 4 && outcome === 'ok') {
      response.push(`state ${STATES.indexOf(String(values[0]))}`);
    }
    return { request, response };
  },

  unshown(claim, cells) {
    const [commands = []] = cells;
    const [, , , , , , results = [], , , , , lengths = []] = cells;
    const reads = commands.every((code) => Number(code) === 2 || Number(code) === 9);
    const bare = reads && results.length === 0 && lengths.every((bytes) => bytes === RESULT_ALONE);
    return bare && claim.startsWith('refused ') ? 'the result of a read without data' : null;
  },
});

const STATES = 'invalid idle reset init start run stop save_config load_config power_failure'
  .concat(' power_good error shutdown suspend resume config reconfig stopping')
  .split(' ');
