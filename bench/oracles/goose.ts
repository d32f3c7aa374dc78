import { defineOracle } from './oracle.ts';

const NAMES = ['gocbRef', 'TAL', 'stNum', 'sqNum', 'confRev', 'entries', 'goID', 'datSet'];

/** Publisher, counters and the values of the data set of each GOOSE message. */
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
  ],

  theirs(cells) {
    const claims = (cells[0] ?? []).map((appid) => `appid ${Number(appid)}`);
    NAMES.forEach((name, i) => {
      claims.push(...(cells[1 + i] ?? []).map((value) => `${name} ${value}`));
    });
    const whole = [...(cells[9] ?? []), ...(cells[10] ?? [])];
    claims.push(...whole.map((number) => `value ${Number(number)}`));
    claims.push(...(cells[11] ?? []).map((flag) => `value ${flag === '1' || flag === 'True'}`));
    claims.push(...(cells[12] ?? []).map((octets) => `value ${floatOf(octets)}`));
    claims.push(...(cells[13] ?? []).map((text) => `text ${text}`));
    return claims.toSorted();
  },

  ours({ unit, object, items = [], count, service }) {
    if (service.code !== 1) return { request: [], response: [] };
    const field = (name: string): unknown => items.find((item) => item.object === name)?.values[0];
    const data = items[0];
    const told = [object, field('timeAllowedtoLive'), field('stNum'), field('sqNum')];
    told.push(field('confRev'), count, field('goID'), data?.object);
    const response = [`appid ${unit}`, ...NAMES.map((name, i) => `${name} ${String(told[i])}`)];
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
