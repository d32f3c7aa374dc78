import { textOf, unsigned32le, word16le } from '../bytes.ts';
import { COMMAND } from './commands.ts';
import { GROUP, namesSymbol, SYSTEM, SYSTEM_SERVICE_PORT, systemName } from './groups.ts';
import { AMS } from './header.ts';

/** Where the data of a request starts that writes: after group, offset and lengths. */
export function writtenAt(command: number): number {
  return command === COMMAND.readWrite ? AMS.data + 16 : AMS.data + 12;
}

/** Whether a request names an index group and offset. */
export function hasGroup(bytes: Uint8Array, at: number, end: number): boolean {
  if (at + AMS.data + 12 > end) return false;
  const command = word16le(bytes, at + AMS.command);
  return (
    command === COMMAND.read ||
    command === COMMAND.write ||
    command === COMMAND.readWrite ||
    command === COMMAND.addNotification
  );
}

/** `group/0xF020/offset/0x10`. */
export function groupObject(group: number, offset: number): string {
  const hex = (value: number): string => `0x${value.toString(16).toUpperCase()}`;
  return `group/${hex(group)}/offset/${hex(offset)}`;
}

/**
 * What a request with a group is about: `symbol/MAIN.pump` where it names one, `file/PATH` and
 * `system/route_add` of the system service, else group and offset.
 */
export function requestObject(bytes: Uint8Array, at: number, end: number): string {
  const command = word16le(bytes, at + AMS.command);
  const group = unsigned32le(bytes, at + AMS.data);
  const offset = unsigned32le(bytes, at + AMS.data + 4);
  const data = at + writtenAt(command);
  if (command === COMMAND.readWrite && namesSymbol(group) && data < end) {
    return symbolObject(textOf(bytes, data, end));
  }
  if (word16le(bytes, at + AMS.targetPort) !== SYSTEM_SERVICE_PORT) {
    return groupObject(group, offset);
  }
  const name = systemName(group);
  if (name === '') return groupObject(group, offset);
  const text = namesPath(group) && data < end ? textOf(bytes, data, end) : '';
  if (text === '') return `system/${name}`;
  return isRegistry(group) ? `registry/${text}` : `file/${text}`;
}

/** `symbol/MAIN.pump`; empty where there is no name. */
export function symbolObject(name: string): string {
  return name === '' ? '' : `symbol/${name}`;
}

/** Handle of a symbol that a request uses; -1 where it uses none. */
export function handleOf(bytes: Uint8Array, at: number, end: number): number {
  const group = unsigned32le(bytes, at + AMS.data);
  if (group === GROUP.valueByHandle) return unsigned32le(bytes, at + AMS.data + 4);
  const data = at + AMS.data + 12;
  if (group === GROUP.releaseHandle && data + 4 <= end) return unsigned32le(bytes, data);
  return -1;
}

function isRegistry(group: number): boolean {
  return group >= SYSTEM.registry && group <= SYSTEM.registryLast;
}

function namesPath(group: number): boolean {
  return (
    group === SYSTEM.fileOpen ||
    group === SYSTEM.fileDelete ||
    group === SYSTEM.fileRename ||
    group === SYSTEM.fileFind ||
    group === SYSTEM.makeFolder ||
    group === SYSTEM.removeFolder ||
    isRegistry(group)
  );
}
