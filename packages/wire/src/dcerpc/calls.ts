import { BoundedMap } from '../bounded-map.ts';
import type { OperationValue } from '@bulkhead/model';
import { unsigned32le } from '../bytes.ts';
import { utf16Text } from '../ntlmssp/utf16.ts';
import type { PduContext } from '../protocol.ts';
import { activatedClass } from './activation.ts';
import type { Stub } from './ndr.ts';

/** Characters of a name, of a service or of a key with all that it is in. */
const NAME_CHARACTERS_MAX = 200;
/** Handles whose names are remembered of one connection. */
const HANDLES_MAX = 128;

/** Names behind the handles that a connection was given. */
export class Handles {
  readonly #names: BoundedMap<string, string>;

  constructor({ skips }: PduContext) {
    this.#names = new BoundedMap(HANDLES_MAX, skips);
  }

  keep(handle: string, name: string): void {
    if (handle !== '' && name !== '') this.#names.set(handle, name);
  }

  name(handle: string): string {
    return this.#names.get(handle) ?? '';
  }
}

/** Operations of the service manager, MS-SCMR §3.1.4. */
const SERVICE = {
  control: 1,
  changeConfig: 11,
  create: 12,
  openManager: 15,
  open: 16,
  start: 19,
  createWow64: 45,
} as const;
/** Operations of the remote registry, MS-RRP §3.1.5. */
const KEY = {
  create: 6,
  delete: 7,
  deleteValue: 8,
  open: 15,
  query: 17,
  save: 20,
  set: 22,
} as const;
const SAVE_EX = 31;
/** Roots of the registry by the operation that opens them. */
const ROOTS: ReadonlyMap<number, string> = new Map([
  [0, 'HKCR'],
  [1, 'HKCU'],
  [2, 'HKLM'],
  [4, 'HKU'],
  [27, 'HKCC'],
]);

const READ: ReadonlySet<string> = new Set([
  'svcctl',
  'winreg',
  'atsvc',
  'remote_activation',
  'system_activator',
]);

/** Interfaces whose calls are read beyond their number. */
export function isRead(name: string): boolean {
  return READ.has(name);
}

/** What a call is about; empty where it does not tell, or where its handle is not known. */
export function calledObject(name: string, number: number, stub: Stub, handles: Handles): string {
  switch (name) {
    case 'svcctl':
      if (number === SERVICE.openManager) return '';
      if (number === SERVICE.open || number === SERVICE.create || number === SERVICE.createWow64) {
        stub.handle();
        return named('service', stub.text());
      }
      return handles.name(stub.handle());
    case 'winreg':
      return keyOf(number, stub, handles);
    case 'remote_activation':
    case 'system_activator':
      return activatedClass(stub.bytes, stub.start, stub.end, name === 'remote_activation');
    default:
      return '';
  }
}

function named(kind: string, name: string): string {
  return name === '' ? '' : `${kind}/${name}`;
}

function keyOf(number: number, stub: Stub, handles: Handles): string {
  const root = ROOTS.get(number);
  if (root !== undefined) return `key/${root}`;
  const within = handles.name(stub.handle());
  const names = number === KEY.create || number === KEY.delete || number === KEY.open;
  const name = names ? stub.countedText() : '';
  if (name === '') return within;
  return `${within === '' ? 'key/' : `${within}\\`}${name}`.slice(0, NAME_CHARACTERS_MAX);
}

/** Takes the handle that an answer gives for what the call was about. */
export function keepHandle(
  name: string,
  number: number,
  object: string,
  answer: Stub,
  handles: Handles,
): void {
  if (name === 'winreg') {
    const opens = number === KEY.open || number === KEY.create || ROOTS.has(number);
    if (opens) handles.keep(answer.handle(), object);
    return;
  }
  if (name !== 'svcctl') return;
  if (number === SERVICE.open) handles.keep(answer.handle(), object);
  else if (number === SERVICE.create || number === SERVICE.createWow64) {
    // The tag of the service comes first, where there is one.
    if (answer.number() !== 0) answer.number();
    handles.keep(answer.handle(), object);
  }
}

/** Control codes of MS-SCMR §3.1.4.2. */
const CONTROLS: Readonly<Record<number, string>> = {
  1: 'stop',
  2: 'pause',
  3: 'continue',
  4: 'interrogate',
  6: 'parameters_changed',
};
/** When a service starts, MS-SCMR §2.2.15. */
const STARTS: readonly string[] = ['boot', 'system', 'automatic', 'on_demand', 'disabled'];
const NO_CHANGE = 0xffffffff;
const TEXT_TYPES: ReadonlySet<number> = new Set([1, 2, 6]);
const NUMBER_TYPE = 4;

/** What a call carries: a control, the program of a service, the name and data of a value. */
export function calledValues(name: string, number: number, stub: Stub): OperationValue[] {
  if (name === 'svcctl') return serviceValues(number, stub);
  if (name === 'winreg') return keyValues(number, stub);
  if (name !== 'atsvc' || number !== 0) return [];
  // Server, then time, days, flags and a pointer to the command.
  stub.pointedText();
  for (let i = 0; i < 3; i++) stub.number();
  return texts(stub.pointedText());
}

function serviceValues(number: number, stub: Stub): OperationValue[] {
  stub.handle();
  switch (number) {
    case SERVICE.control: {
      const control = stub.number();
      return control === 0 ? [] : [CONTROLS[control] ?? control];
    }
    case SERVICE.create:
    case SERVICE.createWow64: {
      stub.text();
      stub.pointedText();
      // Access and type, then when it starts, and how errors are taken.
      stub.number();
      stub.number();
      const start = stub.number();
      stub.number();
      const program = stub.text();
      return program === '' ? [] : [program, STARTS[start] ?? start];
    }
    case SERVICE.changeConfig: {
      stub.number();
      const start = stub.number();
      stub.number();
      const program = texts(stub.pointedText());
      return start === NO_CHANGE ? program : [...program, STARTS[start] ?? start];
    }
    default:
      return [];
  }
}

function keyValues(number: number, stub: Stub): OperationValue[] {
  stub.handle();
  switch (number) {
    case KEY.deleteValue:
    case KEY.query:
    case KEY.save:
    case SAVE_EX:
      return texts(stub.countedText());
    case KEY.set: {
      const name = stub.countedText();
      const type = stub.number();
      const { at, bytes } = stub.array();
      if (type === NUMBER_TYPE && bytes === 4) return [name, unsigned32le(stub.bytes, at)];
      return TEXT_TYPES.has(type) ? [name, utf16Text(stub.bytes, at, at + bytes)] : [name];
    }
    default:
      return [];
  }
}

function texts(text: string): string[] {
  return text === '' ? [] : [text];
}

/** Whether a call stops a service, or lets it start no more. */
export function stopsService(
  name: string,
  number: number,
  values: readonly OperationValue[],
): boolean {
  if (name !== 'svcctl') return false;
  if (number === SERVICE.control) return values[0] === 'stop';
  return number === SERVICE.changeConfig && values.includes('disabled');
}
