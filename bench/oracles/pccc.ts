import type { Operation } from '@bulkhead/model';
import { type Claims, defineOracle } from './oracle.ts';

const WITH_FUNCTION = new Set([0x06, 0x07, 0x0f]);
const EXTENDED = 0xf0;
const MODES = ['remote_program', 'remote_run', 'remote_test_continuous'];
const MODE_CODES = [1, 6, 7];
const FIXED_FILES: Readonly<Record<string, number>> = { O: 0, I: 1, S: 2 };
const CHANGE_MODE = 0x0f80;
const MASKED_WRITE = 0xab;
const ADDRESS = /^(?:file|element|sub-element) /;
/** Execute PCCC with the bit of an answer. */
const EXECUTE_ANSWER = 0xcb;

/** Command, function, file and element of requests; command and status of answers. */
export const pccc = defineOracle({
  protocols: ['pccc'],
  filter: 'cip.pccc.cmd.code || cip.pccc.resp.code || cip.pccc.tns.code || cip.service == 0xcb',
  decodeAs: [['tcp.port', 'enip']],
  fields: [
    'cip.pccc.cmd.code',
    'cip.pccc.fnc.code_06',
    'cip.pccc.fnc.code_07',
    'cip.pccc.fnc.code_0f',
    'cip.pccc.resp.code',
    'cip.pccc.gs.status',
    'cip.pccc.es.status',
    'cip.pccc.file.num',
    'cip.pccc.element.num',
    'cip.pccc.subelement.num',
    'cip.pccc.cpu.mode_80',
    'cip.service',
  ],

  theirs(cells) {
    const [commands = [], f06 = [], f07 = [], f0f = [], replies = [], statuses = []] = cells;
    const [, , , , , , extended = [], files = [], elements = [], subs = [], modes = []] = cells;
    const claims = commands.map((command) => `command ${Number(command)}`);
    claims.push(...[...f06, ...f07, ...f0f].map((fn) => `function ${Number(fn)}`));
    claims.push(...replies.map((reply) => `command ${Number(reply) & 0x3f}`));
    if (replies.length > 0) {
      claims.push(
        ...statuses.map((status, i) => {
          const code = Number(status);
          return `status ${code === EXTENDED ? (code << 8) | Number(extended[i] ?? 0) : code}`;
        }),
      );
    }
    claims.push(...files.map((number) => `file ${Number(number)}`));
    claims.push(...elements.map((number) => `element ${Number(number)}`));
    claims.push(...subs.map((number) => `sub-element ${Number(number)}`));
    claims.push(...modes.map((mode) => `mode ${Number(mode)}`));
    return claims;
  },

  ours(operation) {
    const { service, refusal, values } = operation;
    const command = service.code >> 8;
    const request = [`command ${command}`];
    if (WITH_FUNCTION.has(command)) request.push(`function ${service.code & 0xff}`);
    request.push(...fileClaims(operation));
    if (service.code === CHANGE_MODE) {
      const mode = MODES.indexOf(String(values[0]));
      request.push(`mode ${mode < 0 ? values[0] : MODE_CODES[mode]}`);
    }
    return { request, response: [`command ${command}`, `status ${refusal?.code ?? 0}`] };
  },

  unshown(claim, cells) {
    const [commands = [], , , functions = []] = cells;
    const masked = commands.length === 1 && Number(functions[0]) === MASKED_WRITE;
    return masked && ADDRESS.test(claim) ? 'the address of a masked write' : null;
  },

  explain(ours, theirs, cells) {
    const carried = (cells?.[11] ?? []).some((code) => Number(code) === EXECUTE_ANSWER);
    return carried && theirs.length === 0 && ours.length > 0
      ? 'tshark looks into no answer to Execute PCCC whose request was not captured'
      : null;
  },
});

/** `N7:0`, `T4:0.ACC`, `file0x63/0:12.1` as numbers. */
function fileClaims({ object }: Operation): Claims {
  const found = /^(?:file0x[0-9a-f]+\/|([A-Z]+))(\d*):(\d+)(?:\.(\w+))?/.exec(object);
  if (found === null) return [];
  const [, letters = '', file = '', element, sub = '0'] = found;
  const named = { PRE: 1, LEN: 1, ACC: 2, POS: 2 }[sub];
  return [
    `file ${file === '' ? FIXED_FILES[letters] : file}`,
    `element ${element}`,
    `sub-element ${named ?? sub}`,
  ];
}
