import { textOf, word32 } from '../bytes.ts';
import { OUTCOME, VERB } from '../flow/flow.ts';
import { isToGroup } from '../crossing/address.ts';
import type { PduContext } from '../protocol.ts';
import {
  blocksFit,
  blocksOf,
  CONTROL,
  DCP,
  DEVICE,
  isRequest,
  OPTION,
  SERVICE,
  serviceCode,
  TYPE,
} from './pdu.ts';
import { roleNames } from './names.ts';
import { blockErrors, resets } from './reading.ts';
import { blockValues, hexWord } from './values.ts';

/** Vendor ids of PROFIBUS & PROFINET International that are met most. */
const VENDORS: ReadonlyMap<string, string> = new Map([
  ['0x002a', 'Siemens'],
  ['0x00b0', 'Phoenix Contact'],
]);

/** One PDU of DCP; `bytes[at..end)` starts with the frame id. */
export function parseDcp(context: PduContext, bytes: Uint8Array, at: number, end: number): void {
  if (isRequest(bytes, at)) parseRequest(context, bytes, at, end);
  else parseAnswer(context, bytes, at, end);
}

function parseRequest(context: PduContext, bytes: Uint8Array, at: number, end: number): void {
  const { exchanges, whole } = context;
  const service = serviceCode(bytes, at);
  const misfit = misfitOf(bytes, at, end, whole);
  if (service === SERVICE.hello) {
    const hello = exchanges.alone(VERB.report);
    if (misfit !== '') hello.anomaly(misfit, DCP.length);
    tellDevice(context, bytes, at, end);
    return exchanges.answer(hello, bytes, at, end, OUTCOME.ok);
  }
  const verb = requestVerb(bytes, at, end);
  if (isToGroup(context)) {
    const sent = exchanges.sent(verb, bytes, at, end);
    if (misfit !== '') sent.anomaly(misfit, DCP.length);
    if (service !== SERVICE.identify) sent.anomaly('multicast_not_allowed', DCP.service);
    return exchanges.finishSent(sent);
  }
  const exchange = exchanges.request(word32(bytes, at + DCP.xid), verb, bytes, at, end);
  if (misfit !== '') exchange.anomaly(misfit, DCP.length);
  if (service < SERVICE.get || service > SERVICE.hello) {
    exchange.anomaly('unknown_service', DCP.service);
  }
}

function parseAnswer(context: PduContext, bytes: Uint8Array, at: number, end: number): void {
  const { exchanges, whole } = context;
  const service = serviceCode(bytes, at);
  let exchange = exchanges.asked(word32(bytes, at + DCP.xid));
  if (exchange !== null && exchange.request[DCP.service] !== service) exchange = null;
  if (exchange === null) {
    exchange = exchanges.alone(requestVerb(bytes, at, end));
    // The question went to everybody, which is a flow of its own.
    if (service !== SERVICE.identify) exchange.anomaly('response_without_request', 0);
  }
  const misfit = misfitOf(bytes, at, end, whole);
  if (misfit !== '') exchange.anomaly(misfit, DCP.length);
  const { results, failed } = blockErrors(bytes, at, end);
  const type = bytes[at + DCP.type]!;
  if (type !== TYPE.success && type !== TYPE.notSupported) {
    exchange.anomaly('unknown_service_type', DCP.type);
  }
  if (failed > 0 && failed < results) exchange.anomaly('some_blocks_refused', DCP.blocks);
  if (service !== SERVICE.set) tellDevice(context, bytes, at, end);
  const refused = type !== TYPE.success || (failed > 0 && failed === results);
  exchanges.answer(exchange, bytes, at, end, refused ? OUTCOME.refused : OUTCOME.ok);
}

/** Why the PDU does not hold what its lengths say; empty where it does. */
function misfitOf(bytes: Uint8Array, at: number, end: number, whole: boolean): string {
  if (!whole) return 'cut_by_snaplen';
  return blocksFit(bytes, at, end) ? '' : 'block_length_mismatch';
}

/** A Set that resets or blinks is a command; any other configures. */
function requestVerb(bytes: Uint8Array, at: number, end: number): number {
  const service = serviceCode(bytes, at);
  if (service !== SERVICE.set) return VERB.discover;
  const commands = blocksOf(bytes, at, end).some(
    (block) => resets(block) || (block.option === OPTION.control && block.sub === CONTROL.signal),
  );
  return commands ? VERB.command : VERB.configure;
}

/** What the blocks of an answer or a Hello tell about the device that sent it. */
function tellDevice(context: PduContext, bytes: Uint8Array, at: number, end: number): void {
  for (const block of blocksOf(bytes, at, end)) {
    const { option, sub } = block;
    if (option === OPTION.ip && sub > 1) {
      const [ip = ''] = blockValues(bytes, block);
      if (ip !== '0.0.0.0') context.sighting('ip', `${ip}`);
    } else if (option === OPTION.device && block.at < block.end) {
      if (sub === DEVICE.name) {
        context.sighting('name', textOf(bytes, block.at, block.end));
      } else if (sub === DEVICE.vendor) {
        context.sighting('model', textOf(bytes, block.at, block.end));
      } else if (sub === DEVICE.role) {
        context.sighting('role', roleNames(bytes[block.at]!));
      } else if (sub === DEVICE.alias) {
        context.sighting('location', textOf(bytes, block.at, block.end));
      } else if (sub === DEVICE.id && block.at + 4 <= block.end) {
        const vendor = hexWord(bytes, block.at);
        context.sighting('vendor', VENDORS.get(vendor) ?? '');
        const device = hexWord(bytes, block.at + 2);
        const ids = `PROFINET vendor ${vendor} device ${device}`;
        context.sighting('description', ids);
      }
    }
  }
}
