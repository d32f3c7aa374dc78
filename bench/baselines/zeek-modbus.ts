import type { Operation } from '@bulkhead/model';
import { type Cells, ends } from './reader.ts';

/** Name, connection, header and arguments of an event. */
const EVENT = /^(?:\d+ )?(modbus_\w+), \[(.*?ctx=\[\])\], \[(.*?)\](.*)$/;
const CONNECTION = /orig_h=([^,]+), orig_p=(\d+)\/tcp, resp_h=([^,]+), resp_p=(\d+)\/tcp/;
const HEADER = /uid=(\d+), function_code=(\w+)/;

/** Names of the events of the functions whose arguments are compared. */
const NAMES: Readonly<Record<number, string>> = {
  1: 'read_coils',
  2: 'read_discrete_inputs',
  3: 'read_holding_registers',
  4: 'read_input_registers',
  5: 'write_single_coil',
  6: 'write_single_register',
  15: 'write_multiple_coils',
  16: 'write_multiple_registers',
};

/** An event that Zeek printed: its name, ends, unit and arguments. */
export function zeekEvent(cells: Cells): string | null {
  const [, name, connection = '', header = '', rest = ''] = EVENT.exec(cells.join('\t')) ?? [];
  if (name === undefined) return null;
  const [, client, clientPort, server, serverPort] = CONNECTION.exec(connection) ?? [];
  const [, unit, code] = HEADER.exec(header) ?? [];
  // Some tests print how many values there are behind the values.
  const bare = rest.replace(/\], \d+$/, ']');
  const kind = name === 'modbus_message' ? `message ${Number(code) & 0x7f}` : name.slice(7);
  const words = bare
    .replaceAll(/[[\],]/g, ' ')
    .trim()
    .split(/\s+/)
    .join(' ');
  return `${client}:${clientPort} ${server}:${serverPort} unit ${unit} ${kind} ${words}`.trim();
}

/** The events that Zeek makes of the messages of one operation. */
export function zeekEvents(operation: Operation): string[] {
  const { unit, service, frames, address, count, values, refusal } = operation;
  const code = service.code & 0x7f;
  const start = `${ends(operation)} unit ${unit}`;
  const claims: string[] = [];
  const name = NAMES[code];
  const writes = code > 4;
  const single = code === 5 || code === 6;
  const words = values.map((value) => (typeof value === 'boolean' ? letter(value) : value));
  if (frames.request !== null) {
    claims.push(`${start} message ${code} T`);
    const told = writes ? words.join(' ') : count;
    if (name !== undefined) claims.push(`${start} ${name}_request ${address} ${told}`.trim());
  }
  if (frames.response === null) return claims;
  claims.push(`${start} message ${code} F`);
  if (refusal !== null) claims.push(`${start} exception ${refusal.code}`);
  else if (name !== undefined) {
    const told = single ? `${address} ${words.join(' ')}` : `${address} ${count}`;
    const read = code < 3 ? padded(words) : words;
    claims.push(`${start} ${name}_response ${writes ? told : read.join(' ')}`.trim());
  }
  return claims;
}

function letter(value: boolean): string {
  return value ? 'T' : 'F';
}

/** Zeek prints whole bytes of coils. */
function padded(words: readonly (string | number)[]): readonly (string | number)[] {
  const missing = (8 - (words.length % 8)) % 8;
  return [...words, ...Array.from({ length: missing }, () => 'F')];
}
