import { defineOracle } from './oracle.ts';

const NAMES = ['gocbRef', 'TAL', 'stNum', 'sqNum', 'confRev', 'entries', 'goID', 'datSet'];

/** How tshark's versions print a flag that is set. */
const SET = new Set(['1', 'True']);

/** Publisher, counters, flags and the values of the data set of each GOOSE message. */
export const goose = defineOracle({
  protocols: ['goose'],
  filter: 'goose',
  fields: [
    'goose.appid',
    'goose.gocbRef',
    'goose.timeAllowedtoLive',
    'goose.stNum',
    'goose.sqNum',
    'goose.confRev',
    'goose.numDatSetEntries',
    'goose.goID',
    'goose.datSet',
    'goose.integer',
    'goose.unsigned',
    'goose.boolean',
    'goose.floating_point',
    'goose.visible_string',
    'goose.simulation',
    'goose.reserve1.s_bit',
    'goose.ndsCom',
  ],

  theirs(cells) {
    const claims = (cells[0] ?? []).map((appid) => `appid ${Number(appid)}`);
    NAMES.forEach((name, i) => {
      claims.push(...(cells[1 + i] ?? []).map((value) => `${name} ${value}`));
    });
    const whole = [...(cells[9] ?? []), ...(cells[10] ?? [])];
    claims.push(...whole.map((number) => `value ${Number(number)}`));
    claims.push(...(cells[11] ?? []).map((flag) => `value ${SET.has(flag)}`));
    claims.push(...(cells[12] ?? []).map((octets) => `value ${floatOf(octets)}`));
    claims.push(...(cells[13] ?? []).map((text) => `text ${text}`));
    if (claims.length > 0) {
      const isSet = (cell: readonly string[] = []): boolean => cell.some((flag) => SET.has(flag));
      claims.push(
        `simulation ${isSet(cells[14]) || isSet(cells[15])}`,
        `ndsCom ${isSet(cells[16])}`,
      );
    }
    return claims.toSorted();
  },

  ours({ unit, object, items = [], count, service }) {
    if (service.code !== 1) return { request: [], response: [] };
    const field = (name: string): unknown => items.find((item) => item.object === name)?.values[0];
    const data = items[0];
    const told = [object, field('timeAllowedtoLive'), field('stNum'), field('sqNum')];
    told.push(field('confRev'), count, field('goID'), data?.object);
    const response = [`appid ${unit}`, ...NAMES.map((name, i) => `${name} ${String(told[i])}`)];
    response.push(`simulation ${String(field('simulation'))}`, `ndsCom ${String(field('ndsCom'))}`);
    for (const value of data?.values ?? []) {
      if (typeof value !== 'string') response.push(`value ${value}`);
    }
    return { request: [], response: response.toSorted() };
  },
});

/** The octets of a floating-point value: width of the exponent, then four or eight more. */
function floatOf(octets: string): number {
  const bytes = Buffer.from(octets.replaceAll(':', ''), 'hex');
  return bytes.length === 5 ? bytes.readFloatBE(1) : bytes.length === 9 ? bytes.readDoubleBE(1) : 0;
}
