import type { Operation } from '@bulkhead/model';
import { type Claims, defineOracle } from './oracle.ts';

const PORT = '502';
/** Functions whose address and quantity both sides tell of a request. */
const RANGED = new Set([1, 2, 3, 4, 15, 16]);
const ADDRESSED = new Set([...RANGED, 5, 6, 22, 24]);
/** Answers in which tshark shows registers that are not read. */
const OTHER_REGISTERS = new Set([6, 22, 23, 24]);
const UMAS = 90;
/** An exception that says "accepted, still at work", V1.1b3 §7: no refusal. */
const ACKNOWLEDGE = '5';
const EXCEPTION = 0x80;

/** Function, unit, address, quantity, registers and exception of each ADU. */
export const modbus = defineOracle({
  protocols: ['modbus', 'umas'],
  filter: 'mbtcp && modbus',
  decodeAs: [['tcp.port', 'mbtcp']],
  fields: [
    'modbus.func_code',
    'mbtcp.unit_id',
    'modbus.reference_num',
    'modbus.word_cnt',
    'modbus.bit_cnt',
    'modbus.regval_uint16',
    'modbus.exception_code',
    'tcp.dstport',
    'modbus.write_reference_num',
    'modbus.read_reference_num',
    'modbus.write_word_cnt',
    'modbus.read_word_cnt',
    'modbus.byte_cnt',
  ],

  theirs(cells) {
    const [codes = [], units = [], addresses = [], words = [], bits = [], values = []] = cells;
    const [, , , , , , exceptions = [], ports = [], ...both] = cells;
    const asks = ports.includes(PORT);
    const claims = codes.map((code) => `function ${Number(code) & 0x7f}`);
    claims.push(...units.map((unit) => `unit ${Number(unit)}`));
    const refusals = exceptions.filter((code) => code !== ACKNOWLEDGE);
    claims.push(...refusals.map((code) => `exception ${Number(code)}`));
    if (asks) {
      claims.push(...addresses.map((address) => `address ${Number(address)}`));
      claims.push(...[...words, ...bits].map((count) => `quantity ${Number(count)}`));
      const [written = [], read = [], writtenWords = [], readWords = []] = both;
      claims.push(...[...written, ...read].map((address) => `address ${Number(address)}`));
      claims.push(...[...writtenWords, ...readWords].map((count) => `quantity ${Number(count)}`));
    } else if (!codes.some((code) => OTHER_REGISTERS.has(Number(code)))) {
      claims.push(...values.map((value) => `register ${Number(value)}`));
    }
    return claims;
  },

  ours(operation) {
    const { protocol, service, unit, refusal, values } = operation;
    const code = protocol === 'umas' ? UMAS : service.code;
    const both = [`function ${code & 0x7f}`, ...(unit === null ? [] : [`unit ${unit}`])];
    const response = [...both];
    if (refusal !== null && !refusal.name.startsWith('umas_error')) {
      response.push(`exception ${refusal.code}`);
    } else if (code === 3 || code === 4) {
      response.push(...values.map((value) => `register ${value}`));
    }
    return { request: [...both, ...requestClaims(operation, code)], response };
  },

  unshown(claim, cells) {
    const isOdd = (cells[12] ?? []).some((count) => Number(count) % 2 === 1);
    return isOdd && claim.startsWith('register ') ? 'registers of an odd number of bytes' : null;
  },

  explain(ours, theirs, cells) {
    const codes = (cells?.[0] ?? []).map(Number);
    if (codes.some((code) => code >= EXCEPTION) && ours.length > 0) {
      return 'a request sets the exception bit, which tshark leaves out of the code';
    }
    const [mine, yours] = [functionOf(ours), functionOf(theirs)];
    if (mine !== yours && mine !== '' && yours !== '' && codes.length === 1) {
      return 'the answer has another function than its request; ours keeps that and flags it';
    }
    if (ours.length > 0 && theirs.length > 0 && mixed(codes)) {
      return 'several functions in one frame; tshark does not tell whose registers they are';
    }
    return null;
  },
});

function functionOf(claims: Claims): string {
  return claims.find((claim) => claim.startsWith('function ')) ?? '';
}

function mixed(codes: readonly number[]): boolean {
  return new Set(codes).size > 1;
}

function requestClaims(operation: Operation, code: number): Claims {
  const { address, count, items } = operation;
  if (code === 23) {
    return (items ?? []).flatMap((item) => [
      `address ${item.object.split('/')[1]}`,
      `quantity ${item.count}`,
    ]);
  }
  const claims: string[] = [];
  if (ADDRESSED.has(code) && address !== null) claims.push(`address ${address}`);
  if (RANGED.has(code)) claims.push(`quantity ${count}`);
  return claims;
}
