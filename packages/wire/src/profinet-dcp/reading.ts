import { type Operation, OPERATION_ITEMS_MAX, type OperationValue } from '@bulkhead/model';
import {
  type Items,
  type Part,
  requestPart,
  responsePart,
  tellingPart,
} from '../described/described.ts';
import type { Exchange } from '../flow/flow.ts';
import { blockErrorName, blockName, SERVICES } from './names.ts';
import {
  type Block,
  blocksOf,
  CONTROL,
  DCP,
  DEVICE,
  OPTION,
  SERVICE,
  serviceCode,
  TYPE,
} from './pdu.ts';
import { blockValues } from './values.ts';

/** Service of an exchange: get, set, identify or hello. */
export function serviceOf(exchange: Exchange): Operation['service'] {
  const { bytes, at } = tellingPart(exchange);
  const code = serviceCode(bytes, at);
  const name = SERVICES.find((one) => one.code === code)?.name ?? `unknown_service_${code}`;
  return { code, name };
}

/** The PDU that carries the values: the request where it sets, else the answer. */
function toldBy(exchange: Exchange): Part {
  const { bytes, at } = tellingPart(exchange);
  const sets = serviceCode(bytes, at) === SERVICE.set && exchange.requestBytes > 0;
  return sets || exchange.responseFrame === 0 ? requestPart(exchange) : responsePart(exchange);
}

/** Blocks that say something, without those that only open and close a transaction. */
function meaningful({ bytes, at, end }: Part): Block[] {
  const blocks = blocksOf(bytes, at, end);
  const kept = blocks.filter(({ option, sub }) => option !== OPTION.control || sub > CONTROL.stop);
  return kept.length > 0 ? kept : blocks;
}

/** `device/name_of_station`, `ip/parameter`, `control/reset_to_factory`, `all`. */
export function objectOf(exchange: Exchange): string {
  const asked = meaningful(tellingPart(exchange));
  const first = exchange.requestBytes > 0 ? asked[0] : (asked.find(isName) ?? asked[0]);
  return first === undefined ? 'device' : blockName(first.option, first.sub);
}

function isName({ option, sub }: Block): boolean {
  return option === OPTION.device && sub === DEVICE.name;
}

/** How many blocks were set, asked for or told. */
export function countOf(exchange: Exchange): number {
  return meaningful(toldBy(exchange)).length;
}

/** The value of the object: as set, or as told. */
export function valuesOf(exchange: Exchange): readonly OperationValue[] {
  const told = toldBy(exchange);
  const object = objectOf(exchange);
  const blocks = meaningful(told);
  const same = blocks.find(({ option, sub }) => blockName(option, sub) === object);
  const first = same ?? blocks[0];
  return first === undefined ? [] : blockValues(told.bytes, first);
}

/** Every block with its value; undefined for one. */
export function itemsOf(exchange: Exchange): Items | undefined {
  const told = toldBy(exchange);
  const blocks = meaningful(told);
  if (blocks.length < 2) return undefined;
  const answer = responsePart(exchange);
  const failed = exchange.responseFrame === 0 ? [] : failedBlocks(answer);
  return blocks.slice(0, OPERATION_ITEMS_MAX).map((block) => {
    const { option, sub, at } = block;
    const own = blockError(told.bytes, block);
    // In an answer, the block that says why stands for what is not told.
    if (own > 0) return item(told.bytes[at]!, told.bytes[at + 1]!, [], own);
    const about = failed.find((one) => {
      return answer.bytes[one.at] === option && answer.bytes[one.at + 1] === sub;
    });
    const code = about === undefined ? 0 : blockError(answer.bytes, about);
    return item(option, sub, blockValues(told.bytes, block), code);
  });
}

function item(option: number, sub: number, values: OperationValue[], code: number): Items[number] {
  const refusal = code === 0 ? {} : { refusal: { code, name: blockErrorName(code) } };
  return { object: blockName(option, sub), count: 1, values, ...refusal };
}

function failedBlocks({ bytes, at, end }: Part): Block[] {
  return blocksOf(bytes, at, end).filter((block) => blockError(bytes, block) > 0);
}

/** The error of a block that answers another; 0 where it is none or all went well. */
function blockError(bytes: Uint8Array, { option, sub, at, end }: Block): number {
  const isResult = option === OPTION.control && sub === CONTROL.response;
  return isResult && at + 3 <= end ? bytes[at + 2]! : 0;
}

/** Block errors of an answer: how many blocks it answers, how many of them badly, and the first. */
export function blockErrors(
  bytes: Uint8Array,
  at: number,
  end: number,
): { readonly results: number; readonly failed: number; readonly first: number } {
  let results = 0;
  let failed = 0;
  let first = 0;
  for (const block of blocksOf(bytes, at, end)) {
    results++;
    const code = blockError(bytes, block);
    if (code === 0) continue;
    failed++;
    if (first === 0) first = code;
  }
  return { results, failed, first };
}

/** The first block error, or that the service is not supported. */
export function refusalOf(exchange: Exchange): Operation['refusal'] {
  const { bytes, at, end } = responsePart(exchange);
  const type = bytes[at + DCP.type] ?? 0;
  if (type !== TYPE.success) {
    const name = type === TYPE.notSupported ? 'service_not_supported' : `service_type_${type}`;
    return { code: type, name };
  }
  const { first } = blockErrors(bytes, at, end);
  return { code: first, name: blockErrorName(first) };
}

/** Whether a request resets a device to what it was when it left the factory. */
export function resets(block: Block): boolean {
  return (
    block.option === OPTION.control &&
    (block.sub === CONTROL.resetFactory || block.sub === CONTROL.resetToFactory)
  );
}

/**
 * A reset destroys what was set and restarts; another name or address takes the device from its
 * controller; a question to everybody, and one for all there is, look for devices.
 */
export function techniquesOf(exchange: Exchange): readonly string[] {
  const { bytes, at, end } = tellingPart(exchange);
  const code = serviceCode(bytes, at);
  if (code === SERVICE.get) return ['T0888'];
  const blocks = blocksOf(bytes, at, end);
  if (code === SERVICE.identify) {
    return exchange.requestBytes > 0 && blocks.some(({ option }) => option === 255)
      ? ['T0846']
      : [];
  }
  if (code !== SERVICE.set || exchange.requestBytes === 0) return [];
  if (blocks.some(resets)) return ['T0809', 'T0816'];
  const readdresses = blocks.some((block) => block.option === OPTION.ip || isName(block));
  return readdresses ? ['T0836'] : [];
}
