import type { Operation } from '@bulkhead/model';
import { type Cells, defineReaders } from './reader.ts';

const LINK = 0x100;
const RESPONSE = 129;
const UNSOLICITED = 130;

/** What one check of a test says of the event that it looks for. */
function checked(cells: Cells, name: string): string | undefined {
  const start = `${name}: `;
  return cells.find((cell) => cell.startsWith(start))?.slice(start.length);
}

/** Frame, function, outstation and first object of a message; null for other checks. */
function message(cells: Cells): string | null {
  const [code, frame] = [
    checked(cells, 'dnp3.application.function_code'),
    checked(cells, 'pcap_cnt'),
  ];
  if (code === undefined || frame === undefined) return null;
  const asks = Number(code) < RESPONSE;
  const station = checked(cells, asks ? 'dnp3.dst' : 'dnp3.src');
  const start = `function ${code} station ${station}`;
  const group = checked(cells, 'dnp3.application.objects[0].group');
  if (!asks || group === undefined) return start;
  return `${start} group${group}var${checked(cells, 'dnp3.application.objects[0].variation')}`;
}

function messageClaims({ service, unit, object, frames }: Operation): string[] {
  if (service.code >= LINK) return [];
  const type = /^group\d+var\d+/.exec(object)?.[0];
  const asked = `function ${service.code} station ${unit}${type === undefined ? '' : ` ${type}`}`;
  const answer = service.code < RESPONSE ? RESPONSE : UNSOLICITED;
  return [
    ...(frames.request === null ? [] : [asked]),
    ...(frames.response === null ? [] : [`function ${answer} station ${unit}`]),
  ];
}

/** What the rules of a test look for, by their number, in our words; others are not compared. */
const RULES: Readonly<Record<string, string>> = {
  'modbus 1': 'function 1',
  'modbus 3': 'access read',
  'modbus 4': 'unit 10',
  'modbus 6': 'access write',
  'modbus 7': 'function 8',
  'enip 5': 'name 1756-ENBT/A',
  'enip 7': 'revision 4.3',
  'enip 8': 'status 48',
  'enip 10': 'serial 00524d8e',
  'enip 11': 'product 58',
  'enip 12': 'type 12',
  'enip 13': 'vendor 1',
  'cip 14': 'class/1/instance/1/attribute/5',
};

/** The alerts that a check counts, each as one claim. */
function alerts(protocol: string): (cells: Cells) => readonly string[] | null {
  return (cells) => {
    const rule = RULES[`${protocol} ${checked(cells, 'alert.signature_id')}`];
    // A check that asks for more than the rule says no more about it.
    if (rule === undefined || cells.some((cell) => cell.startsWith('modbus.request.function_code')))
      return null;
    return Array.from({ length: Number(checked(cells, 'count')) }, () => rule);
  };
}

function modbusClaims({ service, unit, verb, frames }: Operation): string[] {
  if (frames.request === null) return [];
  const isAccess = service.code < 7 && (verb === 'read' || verb === 'write');
  return [
    ...(unit === 10 ? ['unit 10'] : []),
    ...(service.code === 1 || service.code === 8 ? [`function ${service.code}`] : []),
    ...(isAccess ? [`access ${verb}`] : []),
  ];
}

function identityClaims({ service, values }: Operation): string[] {
  if (service.name !== 'list_identity') return [];
  const [vendor, type, product, revision, status, serial, name] = values;
  const told = { vendor, type, product, revision, status, serial, name };
  return Object.entries(told).map(([key, value]) => `${key} ${value}`);
}

/** What the tests of Suricata expect: single messages of DNP3, and how often a rule is met. */
export const suricata = defineReaders(
  {
    protocol: 'dnp3',
    log: /^test\.yaml$/,
    test: /\/dnp3-(?:eve|select-operate|file-|write|del-measure|en-spon)/,
    from: ['dnp3'],
    theirs: message,
    ours: messageClaims,
    reasons: [
      { side: 'ours', claim: /^function 0 /, why: 'Suricata makes no event of a confirmation' },
      {
        side: 'ours',
        claim: /^function (?:2|129) station 4/,
        test: /file-(?:read|write)/,
        why: 'the test expects no event of a message in several segments',
      },
    ],
  },
  {
    protocol: 'modbus',
    log: /^test\.yaml$/,
    test: /\/modbus$/,
    from: ['modbus'],
    theirs: alerts('modbus'),
    ours: modbusClaims,
  },
  {
    protocol: 'enip',
    log: /^test\.yaml$/,
    test: /\/enip-keywords-suricata8$/,
    from: ['enip'],
    theirs: alerts('enip'),
    ours: identityClaims,
  },
  {
    protocol: 'cip',
    log: /^test\.yaml$/,
    test: /\/enip-keywords-suricata8$/,
    from: ['cip'],
    theirs: alerts('cip'),
    ours: ({ object }) => (object === RULES['cip 14'] ? [object] : []),
  },
);
