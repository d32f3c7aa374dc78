import { nameIn } from './codes.ts';
import type { Gathered, Parameters, Reader } from './gather.ts';
import { objectName, objectTypeName } from './names.ts';
import { numberAt, partsOf } from './tags.ts';

const INSTANCE_MASK = 0x3fffff;

/** Who-Is, clause 16.10: the device instances asked for; all where none are named. */
export const readWhoIs: Reader = (request, _, into) => {
  into.object = 'device';
  if (request !== null) readInstances(request, into);
};

function readInstances(request: Parameters, into: Gathered): void {
  const low = request.numberOf(0);
  const high = request.numberOf(1);
  if (low === null || high === null) return;
  into.address = low;
  into.count = Math.max(1, high - low + 1);
  into.object = low === high ? `device/${low}` : `device/${low}-${high}`;
}

/** Who-Has, clause 16.9: an object by identifier or by name. */
export const readWhoHas: Reader = (request, _, into) => {
  if (request === null) return;
  readInstances(request, into);
  const object = request.objectOf(2);
  const wanted = object === '' ? `name/${request.textOf(3)}` : object;
  into.values = into.object === '' ? [] : [into.object];
  into.object = wanted;
  into.count = 1;
};

/** I-Am: device, size of an APDU, segmentation, vendor. I-Have: device, object, name. */
export const readAnnouncement: Reader = (_, report, into) => {
  const [device, ...others] = report?.parts ?? [];
  if (report === null || device === undefined) return;
  const id = report.number(device) ?? 0;
  into.address = id & INSTANCE_MASK;
  into.object = objectName(id);
  into.values = others.map((part) => report.value(part));
};

/** Who-Am-I and You-Are: vendor, model, serial number, then the identity that is given. */
export const readIdentity: Reader = (sent, report, into) => {
  const from = sent ?? report;
  if (from === null) return;
  into.object = 'device';
  into.values = from.parts.map((part) => from.value(part));
  const given = from.parts.find((part) => part.tag === 12);
  if (given === undefined) return;
  const id = from.number(given) ?? 0;
  into.address = id & INSTANCE_MASK;
  into.object = objectName(id);
};

/** DeviceCommunicationControl, clause 16.1. The password is not told. Values: minutes. */
export const readCommunicationControl: Reader = (request, _, into) => {
  if (request === null) return;
  into.object = `communication/${nameIn('communication', request.numberOf(1) ?? 0)}`;
  const minutes = request.numberOf(0);
  into.values = minutes === null ? [] : [minutes];
};

/** ReinitializeDevice, clause 16.4. The password is not told. */
export const readReinitialize: Reader = (request, _, into) => {
  if (request === null) return;
  into.object = `reinitialize/${nameIn('reinitialize', request.numberOf(0) ?? 0)}`;
};

/** TimeSynchronization and UTCTimeSynchronization, clauses 16.7 and 16.8. */
export const readTime: Reader = (request, _, into) => {
  into.object = 'clock';
  if (request !== null) into.values = [request.all().join(' ')];
};

/** ConfirmedPrivateTransfer and its unconfirmed form, clauses 16.2 and 16.3. */
export const readPrivateTransfer: Reader = (request, answer, into) => {
  const from = request ?? answer;
  if (from === null) return;
  into.address = from.numberOf(1);
  into.object = `vendor/${from.numberOf(0) ?? 0}/service/${from.numberOf(1) ?? 0}`;
  into.values = from.values(from.tagged(2));
};

/** ConfirmedTextMessage, clause 16.5. The object is the device that it comes from. */
export const readText: Reader = (request, report, into) => {
  const from = request ?? report;
  if (from === null) return;
  into.object = from.objectOf(0);
  into.values = [from.textOf(3)];
};

/** AtomicReadFile and AtomicWriteFile, clause 14: the file, where it starts, how much. */
export const readFile: Reader = (request, answer, into) => {
  const [file, access] = request?.parts ?? [];
  if (request !== null && file !== undefined) {
    const id = request.number(file) ?? 0;
    into.object = objectName(id);
    into.address = id & INSTANCE_MASK;
    if (access?.constructed === true) {
      const [start, amount] = partsOf(request.bytes, access.at, access.end);
      into.values = [access.tag === 0 ? 'stream' : 'record', request.value(start)];
      // A write has the bytes of a stream in the place of their number.
      const length = amount?.tag === 6 ? amount.end - amount.at : request.value(amount);
      into.values.push(length);
    }
  }
  const data = answer?.parts[1];
  if (answer === null || data?.constructed !== true) return;
  const [, octets] = partsOf(answer.bytes, data.at, data.end);
  if (octets?.tag === 6) into.values.push(octets.end - octets.at);
};

/** CreateObject, clause 15.3: a type or an identifier. The answer names what was made. */
export const readCreate: Reader = (request, answer, into) => {
  const made = answer?.parts[0];
  if (request !== null) {
    const wanted = request.tagged(0);
    const [part] = wanted === undefined ? [] : partsOf(request.bytes, wanted.at, wanted.end);
    const number = part === undefined ? 0 : numberAt(request.bytes, part.at, part.end);
    into.object = part?.tag === 1 ? objectName(number) : objectTypeName(number);
    into.values = request.values(request.tagged(1));
  }
  if (answer !== null && made?.tag === 12) into.object = String(answer.value(made));
};

/** DeleteObject, clause 15.4. */
export const readDelete: Reader = (request, _, into) => {
  if (request !== null) into.object = String(request.value(request.parts[0]));
};

/** WriteGroup, clause 15.11: the group, its priority and the values of its channels. */
export const readWriteGroup: Reader = (request, _, into) => {
  if (request === null) return;
  into.address = request.numberOf(0);
  into.object = `group/${into.address ?? 0}/priority/${request.numberOf(1) ?? 0}`;
  into.values = request.values(request.tagged(2));
};
