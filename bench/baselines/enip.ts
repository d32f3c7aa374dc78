import type { Operation } from '@bulkhead/model';
import { type Cells, defineReaders, ends, rowEnds } from './reader.ts';

const LIST_IDENTITY = 0x63;
const IO_DATA = 0x8002;
/** Messages that carry CIP; what they carry is in the log of CIP. */
const SENDS = new Set([0x6f, 0x70]);
/** Carries services, and is no operation of ours. */
const PACKET = 0x0a;

/** Logs of the ICSNPP parser of EtherNet/IP and CIP. */
export const enip = defineReaders(
  {
    protocol: 'enip',
    log: /^enip\.log$/,
    from: ['enip'],
    theirs(cells) {
      const [way, code] = [cells[6], Number(cells[11])];
      if (SENDS.has(code)) return null;
      return `${rowEnds(cells)} ${way} command ${code} ${snakeStatus(cells[15])}`;
    },
    ours(operation) {
      const { service, frames, refusal } = operation;
      if (service.code === IO_DATA || SENDS.has(service.code)) return [];
      const claim = (way: string): string =>
        `${ends(operation)} ${way} command ${service.code} ${refusal?.name ?? 'success'}`;
      return [
        ...(frames.request === null ? [] : [claim('T')]),
        ...(frames.response === null ? [] : [claim('F')]),
      ];
    },
  },
  {
    protocol: 'enip',
    log: /^cip_identity\.log$/,
    from: ['enip'],
    theirs: (cells) => {
      const [version, , , vendor, , type, , product, revision, status, serial, name] =
        cells.slice(11);
      return [version, vendor, type, product, revision, Number(status), Number(serial), name].join(
        ' ',
      );
    },
    ours({ service, values }) {
      if (service.code !== LIST_IDENTITY || values.length < 7) return [];
      const [vendor, type, product, revision, status, serial, name] = values;
      const number = Number.parseInt(String(serial), 16);
      return [[1, vendor, type, product, revision, status, number, name].join(' ')];
    },
  },
  {
    protocol: 'enip',
    log: /^cip_io\.log$/,
    from: ['enip'],
    theirs: (cells) => `${cells[11]} ${cells[13]} ${cells[14]}`,
    ours: ({ service, object, count, values }) =>
      service.code === IO_DATA ? [`${object.split('/')[1]} ${count} ${values.join('')}`] : [],
  },
  { protocol: 'cip', log: /^cip\.log$/, from: ['cip'], theirs: cipRow, ours: cipClaims },
);

function snakeStatus(name = ''): string {
  return name.toLowerCase().replaceAll(' ', '_');
}

function cipRow(cells: Cells): string | null {
  const [, way, code, , status, , , , type, , instance, attribute] = cells.slice(11);
  const service = Number(code);
  if (service === PACKET) return null;
  if (way === 'response') return `answer ${service} ${Number(status)}`;
  const path = [`class/${Number(type)}`, `instance/${Number(instance)}`];
  if (attribute !== '-') path.push(`attribute/${Number(attribute)}`);
  return `service ${service} ${path.join('/')}`;
}

function cipClaims({ service, object, frames, refusal }: Operation): string[] {
  if (service.code === PACKET) return [];
  const path = /class\/\d+\/instance\/\d+/.exec(object)?.[0] ?? object;
  return [
    ...(frames.request === null ? [] : [`service ${service.code} ${path}`]),
    ...(frames.response === null ? [] : [`answer ${service.code} ${refusal?.code ?? 0}`]),
  ];
}
