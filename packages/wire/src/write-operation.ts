import { type Operation, OUTCOMES, type OperationValue } from '@bulkhead/model';
import { constantBytes, JsonBytes } from './json-bytes.ts';

/** Pairs of ends whose JSON is kept; beyond it all are forgotten and made again. */
const PAIRS_MAX = 16_384;
/** The same for services. */
const SERVICES_MAX = 4_096;

const TIME = constantBytes('{"time":');
const PROTOCOL = constantBytes(',"protocol":');
const CLIENT = constantBytes(',"client":');
const SERVER = constantBytes(',"server":');
const IP = constantBytes('{"ip":');
const PORT = constantBytes(',"port":');
const MAC = constantBytes(',"mac":');
const SERVICE = constantBytes(',"service":{"code":');
const VERB = constantBytes(',"verb":');
const CAUSE = constantBytes(',"cause":');
const TECHNIQUES = constantBytes(',"techniques":');
const UNIT = constantBytes(',"unit":');
const NAME = constantBytes(',"name":');
const OBJECT = constantBytes(',"object":');
const ADDRESS = constantBytes(',"address":');
const COUNT = constantBytes(',"count":');
const VALUES = constantBytes(',"values":');
const ITEMS = constantBytes(',"items":[');
const ITEM = constantBytes('{"object":');
const REFUSAL = constantBytes(',"refusal":{"code":');
const CODE = constantBytes('{"code":');
/** From the outcome to the frames, where nothing was refused. */
const DONE: ReadonlyMap<string, Uint8Array> = new Map(
  OUTCOMES.map((outcome) => [outcome, constantBytes(doneText(outcome))]),
);
const REFUSED = constantBytes(',"outcome":"refused","refusal":{"code":');
const FRAMES = constantBytes(',"frames":{"request":');
const RESPONSE = constantBytes(',"response":');
const ANOMALIES = constantBytes('},"anomalies":[');
const NO_ANOMALIES = constantBytes('},"anomalies":[]}\n');
const OFFSET = constantBytes(',"offset":');
const END = constantBytes(']}\n');
const NULL = constantBytes('null');
const TRUE = constantBytes('true');
const FALSE = constantBytes('false');
const COMMA = 0x2c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const EMPTY_LIST = constantBytes('[]');
const CLOSE = 0x7d;

function doneText(outcome: Operation['outcome']): string {
  return `,"outcome":"${outcome}","refusal":null,"frames":{"request":`;
}

/** Protocol and ends of an operation as JSON. */
interface Ends {
  readonly protocol: string;
  readonly clientPort: number;
  readonly clientMac: string;
  readonly serverPort: number;
  readonly serverMac: string;
  readonly json: Uint8Array;
}

/** Service, verb and cause of an operation as JSON. */
interface Service {
  readonly code: number;
  readonly verb: string;
  readonly cause: string | undefined;
  readonly json: Uint8Array;
}

/**
 * Writes operations as lines of JSON: what `JSON.stringify(copyOperation(operation))` says. Ends
 * and services come again and again, so their JSON is kept.
 */
export class OperationWriter {
  readonly #to: JsonBytes;
  readonly #scratch = new JsonBytes(new Uint8Array(1_024));
  /** By the address of the client, then of the server. */
  readonly #ends = new Map<string, Map<string, Ends>>();
  #pairs = 0;
  readonly #services = new Map<string, Service>();

  constructor(to: JsonBytes) {
    this.#to = to;
  }

  write(operation: Operation): void {
    const to = this.#to;
    const { items, frames, outcome, refusal } = operation;
    to.constant(TIME);
    to.text(operation.time);
    to.block(this.#endsOf(operation));
    to.constant(UNIT);
    writeNumber(operation.unit, to);
    to.block(this.#serviceOf(operation));
    writeValues(operation.techniques, to);
    to.constant(OBJECT);
    to.text(operation.object);
    to.constant(ADDRESS);
    writeNumber(operation.address, to);
    to.constant(COUNT);
    to.number(operation.count);
    to.constant(VALUES);
    writeValues(operation.values, to);
    if (items !== undefined) writeItems(items, to);
    if (refusal === null) to.block(DONE.get(outcome)!);
    else {
      to.block(REFUSED);
      writeNamed(refusal, to);
      to.constant(FRAMES);
    }
    writeNumber(frames.request, to);
    to.constant(RESPONSE);
    writeNumber(frames.response, to);
    writeAnomalies(operation.anomalies, to);
  }

  #endsOf(operation: Operation): Uint8Array {
    const { protocol, client, server } = operation;
    const clientIp = client.ip;
    const serverIp = server.ip;
    let known = this.#ends.get(clientIp);
    const ends = known?.get(serverIp);
    if (
      ends !== undefined &&
      ends.clientPort === client.port &&
      ends.serverPort === server.port &&
      ends.protocol === protocol &&
      ends.clientMac === client.mac &&
      ends.serverMac === server.mac
    ) {
      return ends.json;
    }
    const { port: clientPort, mac: clientMac } = client;
    const { port: serverPort, mac: serverMac } = server;
    const json = this.#kept((to) => writeEnds(operation, to));
    if (ends === undefined && ++this.#pairs > PAIRS_MAX) {
      this.#ends.clear();
      this.#pairs = 1;
      known = undefined;
    }
    if (known === undefined) this.#ends.set(clientIp, (known = new Map()));
    known.set(serverIp, { protocol, clientPort, clientMac, serverPort, serverMac, json });
    return json;
  }

  #serviceOf(operation: Operation): Uint8Array {
    const { cause, verb } = operation;
    const { code, name } = operation.service;
    const known = this.#services.get(name);
    if (known?.code === code && known.verb === verb && known.cause === cause) return known.json;
    const json = this.#kept((to) => writeService(operation, to));
    if (this.#services.size >= SERVICES_MAX) this.#services.clear();
    this.#services.set(name, { cause, code, verb, json });
    return json;
  }

  #kept(write: (to: JsonBytes) => void): Uint8Array {
    const scratch = this.#scratch;
    scratch.length = 0;
    write(scratch);
    return scratch.written().slice();
  }
}

function writeEnds({ protocol, client, server }: Operation, to: JsonBytes): void {
  to.constant(PROTOCOL);
  to.text(protocol);
  to.constant(CLIENT);
  writeEnd(client, to);
  to.constant(SERVER);
  writeEnd(server, to);
}

function writeEnd({ ip, port, mac }: Operation['client'], to: JsonBytes): void {
  to.constant(IP);
  to.text(ip);
  to.constant(PORT);
  to.number(port);
  to.constant(MAC);
  to.text(mac);
  to.character(CLOSE);
}

function writeService({ cause, service, verb }: Operation, to: JsonBytes): void {
  to.constant(SERVICE);
  writeNamed(service, to);
  to.constant(VERB);
  to.text(verb);
  if (cause !== undefined) {
    to.constant(CAUSE);
    to.text(cause);
  }
  to.constant(TECHNIQUES);
}
function writeNumber(value: number | null, to: JsonBytes): void {
  if (value === null) to.constant(NULL);
  else to.number(value);
}

/** Follows an opening `{"code":`. */
function writeNamed({ code, name }: NonNullable<Operation['refusal']>, to: JsonBytes): void {
  to.number(code);
  to.constant(NAME);
  to.text(name);
  to.character(CLOSE);
}

function writeItems(items: NonNullable<Operation['items']>, to: JsonBytes): void {
  to.constant(ITEMS);
  for (let i = 0; i < items.length; i++) {
    const { object, count, refusal, values } = items[i]!;
    if (i > 0) to.character(COMMA);
    to.constant(ITEM);
    to.text(object);
    to.constant(COUNT);
    to.number(count);
    to.constant(VALUES);
    writeValues(values, to);
    if (refusal !== undefined) {
      to.constant(REFUSAL);
      writeNamed(refusal, to);
    }
    to.character(CLOSE);
  }
  to.character(CLOSE_LIST);
}

function writeValues(values: readonly OperationValue[], to: JsonBytes): void {
  if (values.length === 0) return to.constant(EMPTY_LIST);
  to.character(OPEN_LIST);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (i > 0) to.character(COMMA);
    if (typeof value === 'number') to.number(value);
    else if (typeof value === 'string') to.text(value);
    else to.constant(value ? TRUE : FALSE);
  }
  to.character(CLOSE_LIST);
}

function writeAnomalies(anomalies: Operation['anomalies'], to: JsonBytes): void {
  if (anomalies.length === 0) return to.constant(NO_ANOMALIES);
  to.constant(ANOMALIES);
  for (let i = 0; i < anomalies.length; i++) {
    const { code, offset } = anomalies[i]!;
    if (i > 0) to.character(COMMA);
    to.constant(CODE);
    to.text(code);
    to.constant(OFFSET);
    to.number(offset);
    to.character(CLOSE);
  }
  to.constant(END);
}
