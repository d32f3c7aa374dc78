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

/** What the tests of Suricata expect of single messages of DNP3. */
export const suricata = defineReaders({
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
});
