import { unsigned32le, word16le } from '../bytes.ts';
import { VERB } from '../flow/flow.ts';
import { utf16Text } from '../ntlmssp/utf16.ts';
import { PACKET, TYPE } from './packet.ts';

const { read, write, command, configure, connect } = VERB;

/** What a statement does, by the word that it begins with. */
const VERBS: ReadonlyMap<string, number> = new Map([
  ...list('SELECT READTEXT PRINT', read),
  ...list('INSERT UPDATE DELETE MERGE TRUNCATE BULK', write),
  ...list('CREATE ALTER DROP GRANT REVOKE DENY RECONFIGURE', configure),
  ...list('USE SET', connect),
]);
/** Characters of a statement that its verb is looked for in, and its object. */
const FIRST_CHARACTERS_MAX = 64;
const STATEMENT_CHARACTERS_MAX = 1_000;

function list(words: string, verb: number): (readonly [string, number])[] {
  return words.split(' ').map((word) => [word, verb] as const);
}

/** Where what a request carries starts: behind its headers, which newer clients send. */
export function bodyAt(bytes: Uint8Array, at: number, end: number): number {
  const data = at + PACKET.bytes;
  if (data + 8 > end) return Math.min(data, end);
  const all = unsigned32le(bytes, data);
  const first = unsigned32le(bytes, data + 4);
  const isThere = all >= 8 && all <= 512 && first + 4 <= all && first >= 6;
  return isThere ? Math.min(end, data + all) : data;
}

/** A statement, as much of it as is looked at: UTF-16 without an end of its own. */
function statementAt(bytes: Uint8Array, at: number, end: number): string {
  let out = '';
  const last = Math.min(end, at + 2 * STATEMENT_CHARACTERS_MAX);
  for (; at + 2 <= last; at += 2) {
    const unit = word16le(bytes, at);
    out += unit < 0x20 ? ' ' : String.fromCharCode(unit);
  }
  return out.toWellFormed();
}

/** The verb of a batch; what begins in a way that is not known here may do anything. */
export function batchVerb(bytes: Uint8Array, at: number, end: number): number {
  const from = bodyAt(bytes, at, end);
  const text = utf16Text(bytes, from, Math.min(end, from + 2 * FIRST_CHARACTERS_MAX));
  return VERBS.get(firstWord(text)) ?? command;
}

function firstWord(text: string): string {
  return /^[\s;(]*([A-Za-z]+)/.exec(text)?.[1]?.toUpperCase() ?? '';
}

/** Procedures with a number of their own, MS-TDS §2.2.6.6. */
const PROCEDURES: readonly string[] = [
  '',
  'sp_cursor',
  'sp_cursoropen',
  'sp_cursorprepare',
  'sp_cursorexecute',
  'sp_cursorprepexec',
  'sp_cursorunprepare',
  'sp_cursorfetch',
  'sp_cursoroption',
  'sp_cursorclose',
  'sp_executesql',
  'sp_prepare',
  'sp_execute',
  'sp_prepexec',
  'sp_prepexecrpc',
  'sp_unprepare',
];
const BY_NUMBER = 0xffff;
const EXECUTE_SQL = 'sp_executesql';
/** Type of a text of UTF-16, and how its first value lies behind it. */
const NVARCHAR = { type: 0xe7, text: 10, long: 0xffff, longText: 20 } as const;

/** The procedure that a call names, and the statement that it is given where that tells more. */
export function calledOf(
  bytes: Uint8Array,
  at: number,
  end: number,
): { readonly name: string; readonly statement: string } {
  const from = bodyAt(bytes, at, end);
  if (from + 4 > end) return { name: '', statement: '' };
  const length = word16le(bytes, from);
  if (length !== BY_NUMBER) {
    const last = Math.min(end, from + 2 + 2 * length);
    const name = utf16Text(bytes, from + 2, last);
    return { name, statement: name === EXECUTE_SQL ? textAt(bytes, last + 2, end) : '' };
  }
  const number = word16le(bytes, from + 2);
  const name = PROCEDURES[number] ?? `procedure_${number}`;
  return { name, statement: name === EXECUTE_SQL ? textAt(bytes, from + 6, end) : '' };
}

/** The first parameter: length of its name, status, type, and the text. */
function textAt(bytes: Uint8Array, at: number, end: number): string {
  if (at + NVARCHAR.longText > end || bytes[at] !== 0 || bytes[at + 2] !== NVARCHAR.type) return '';
  const isLong = word16le(bytes, at + 3) === NVARCHAR.long;
  // Type, longest, collation, then the length: of two bytes, or of eight and of the first part.
  const from = at + 2 + (isLong ? NVARCHAR.longText : NVARCHAR.text);
  return from < end ? statementAt(bytes, from, end) : '';
}

/** Procedures that run programs, or make the server do so. */
const SHELLS = /\b(xp_cmdshell|sp_oacreate|sp_oamethod|xp_regwrite|sp_start_job|sp_add_jobstep)\b/i;
/** The first object that a statement names, by the word in front of it. */
const NAMED =
  /\b(exec(?:ute)?|from|into|update|table|procedure|database|login|use)\s+([[\]"\w.$#@\\-]+)/i;

/** `procedure/xp_cmdshell`, `table/Runtime.dbo.History`: what a statement is about. */
export function objectOfStatement(text: string): string {
  const shell = SHELLS.exec(text);
  if (shell !== null) return `procedure/${shell[1]!.toLowerCase()}`;
  const found = NAMED.exec(text);
  if (found === null) return 'statement';
  const word = found[1]!.toLowerCase();
  return `${KINDS[word] ?? word}/${found[2]!.replaceAll(/[[\]"]/g, '')}`;
}

const KINDS: Readonly<Record<string, string>> = {
  exec: 'procedure',
  execute: 'procedure',
  from: 'table',
  into: 'table',
  update: 'table',
  use: 'database',
};

/** Whether what is called runs programs on the server. */
export function runsPrograms(object: string): boolean {
  return SHELLS.test(object);
}

/** What a batch or a call is about. */
export function objectOf(bytes: Uint8Array, at: number, end: number): string {
  if (bytes[at] === TYPE.rpc) {
    const { name, statement } = calledOf(bytes, at, end);
    if (statement !== '') return objectOfStatement(statement);
    return `procedure/${name === '' ? 'unknown' : name}`;
  }
  return objectOfStatement(statementAt(bytes, bodyAt(bytes, at, end), end));
}

/** The verb of a call: that of the statement that it is given, or it may do anything. */
export function callVerb(bytes: Uint8Array, at: number, end: number): number {
  const { statement } = calledOf(bytes, at, end);
  return statement === '' ? command : (VERBS.get(firstWord(statement)) ?? command);
}
