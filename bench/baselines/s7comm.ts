import type { Operation } from '@bulkhead/model';
import { type Cells, defineReaders, ends, rowEnds } from './reader.ts';

const JOB = 1;
const USERDATA = 7;
/** Our codes of userdata: this, group and function. */
const OURS_USERDATA = 0x7000;
const READ_SZL = 0x7401;
const UPLOADS: Readonly<Record<string, number>> = {
  'Start Upload': 29,
  Upload: 30,
  'End Upload': 31,
};
const REQUEST_GROUP = 0x40;
/** Frames 6 to 8 of that capture. */
const REST = 'a list that comes in parts: the parser logs neither them nor what asks for the rest';

/** Logs of the ICSNPP parsers of COTP, S7comm and S7comm Plus. */
export const s7comm = defineReaders(
  {
    protocol: 's7comm',
    log: /^s7comm\.log$/,
    from: ['s7comm'],
    theirs: s7Row,
    ours: s7Claims,
    reasons: [
      {
        side: 'ours',
        claim: / answers 29 [1-9]\d*$/,
        why: 'an acknowledgement without function (ROSCTR 2), which the parser leaves out',
      },
      {
        side: 'ours',
        claim: /(?:asks 29697|answers 29697 0)$/,
        test: /snap7/,
        why: REST,
      },
    ],
  },
  {
    protocol: 's7comm',
    log: /^s7comm_read_szl\.log$/,
    from: ['s7comm'],
    theirs: (cells) => `${cells[12]} ${cells[13]} ${cells[15]}`.toLowerCase(),
    ours({ service, object, frames }) {
      if (service.code !== READ_SZL) return [];
      const [, list, index] = object.split('/');
      return [
        ...(frames.request === null ? [] : [`request ${list} ${index}`]),
        ...(frames.response === null ? [] : [`response ${list} ${index}`]),
      ];
    },
    reasons: [{ side: 'ours', claim: /0x001c|undefined/, test: /snap7/, why: REST }],
  },
  {
    protocol: 's7comm',
    log: /^s7comm_upload_download\.log$/,
    from: ['s7comm'],
    theirs(cells) {
      const [kind, , name = '', , , , , type = '', number] = cells.slice(11);
      const block = type === '-' ? '' : ` ${BLOCKS[type]}${Number(number)}`;
      return `${kind === 'Job-Request' ? 'asks' : 'answers'} ${UPLOADS[name]}${block}`;
    },
    ours({ service, object, frames, refusal }) {
      if (!Object.values(UPLOADS).includes(service.code)) return [];
      const block = service.code === 29 ? ` ${object.split('/')[1]}` : '';
      return [
        ...(frames.request === null ? [] : [`asks ${service.code}${block}`]),
        ...(frames.response === null || refusal !== null ? [] : [`answers ${service.code}`]),
      ];
    },
  },
  {
    protocol: 's7comm',
    log: /^s7comm_known_devices\.log$/,
    from: ['s7comm'],
    theirs: (cells) => `${cells[4]} name ${cells[11]}, model ${cells[12]}, serial ${cells[14]}`,
    ours({ service, object, server, values }) {
      if (service.code !== READ_SZL || !object.startsWith('szl/0x001c/')) return [];
      const [name, model] = values;
      return [`${server.ip} name ${name}, model ${model}, serial ${values[4]}`];
    },
  },
  {
    protocol: 's7comm_plus',
    log: /^s7comm_plus\.log$/,
    from: ['s7comm_plus'],
    theirs(cells) {
      const [, opcode, , code] = cells.slice(11);
      if (Number(opcode) === 0x33) return 'notification';
      return `${Number(opcode) === 0x31 ? 'asks' : 'answers'} ${Number(code)}`;
    },
    ours({ service, frames }) {
      if (service.code === 0x33) return ['notification'];
      return [
        ...(frames.request === null ? [] : [`asks ${service.code}`]),
        ...(frames.response === null ? [] : [`answers ${service.code}`]),
      ];
    },
  },
  {
    protocol: 'cotp',
    log: /^cotp\.log$/,
    from: ['cotp'],
    theirs: (cells) => (cells[11] === '0x0f' ? null : `${rowEnds(cells)} ${cells[11]}`),
    ours: (operation) => [
      ...(operation.frames.request === null ? [] : [`${ends(operation)} 0x0e`]),
      ...(operation.frames.response === null ? [] : [`${ends(operation)} 0x0d`]),
    ],
  },
);

const BLOCKS: Readonly<Record<string, string>> = {
  'System Data Block': 'SDB',
  'Organization Block': 'OB',
};

/** Function, or group and function, of one PDU; its error; the service that a control names. */
function s7Row(cells: Cells): string {
  const [kind, , , code, , sub, , errors, error] = cells.slice(11);
  const asks = Number(kind) === JOB || (Number(kind) === USERDATA && Number(code) < 0x80);
  const name =
    Number(kind) === USERDATA
      ? `${OURS_USERDATA + ((Number(code) & ~REQUEST_GROUP & 0x0f) << 8) + Number(sub)}`
      : `${Number(code)}`;
  const service = Number(kind) === JOB && sub !== '-' ? ` ${sub}` : '';
  if (asks) return `${rowEnds(cells)} asks ${name}${service}`;
  return `${rowEnds(cells)} answers ${name} ${errors === 'No error' ? 0 : Number(error)}`;
}

function s7Claims(operation: Operation): string[] {
  const { service, object, frames, refusal } = operation;
  const control = service.code === 0x28 ? ` ${object.split('/')[1]}` : '';
  // Codes of single variables stand in the data, not in the header.
  const error = refusal !== null && refusal.code > 255 ? refusal.code : 0;
  return [
    ...(frames.request === null ? [] : [`${ends(operation)} asks ${service.code}${control}`]),
    ...(frames.response === null ? [] : [`${ends(operation)} answers ${service.code} ${error}`]),
  ];
}
