import { addressOf, OUTCOMES, VERBS, type Operation, type OperationValue } from '@bulkhead/model';
import type { OperationContext } from './context.ts';
import { isPublic } from './public-address.ts';

/** What a field holds; a list means that any one of them may match. */
export type FieldValue = OperationValue | readonly OperationValue[] | undefined;

/** Tries one value of a field. */
export type Test = (actual: OperationValue) => boolean;

export type Shared = 'kind' | 'service' | 'ends';

/** One name that a rule may use. */
export interface Field {
  readonly read: (operation: Operation, context: OperationContext) => FieldValue;
  /** What selections test, where that is more than `read` gives. */
  readonly tested?: (operation: Operation) => FieldValue;
  /**
   * Operations that have the same value: all of one protocol, verb and outcome; those of them that
   * ask for one service and imply the same techniques; those between the same ends. Absent where
   * each has its own.
   */
  readonly shared?: Shared;
  readonly type: 'text' | 'number' | 'address' | 'any';
  /** One sentence, for the published table. */
  readonly meaning: string;
  readonly example: string;
  /** The only values that it can take, where the list is closed. */
  readonly values?: readonly string[];
}

function textOrAbsent(text: string): string | undefined {
  return text === '' ? undefined : text;
}

function yesNo(value: boolean | null | undefined): 'yes' | 'no' | undefined {
  if (value === null || value === undefined) return undefined;
  return value ? 'yes' : 'no';
}

const YES_NO = ['yes', 'no'] as const;

type Refusal = NonNullable<Operation['refusal']>;

/** Of the whole request, and of each of its objects. */
function refusalsOf({ refusal, items }: Operation): readonly Refusal[] {
  const whole = refusal === null ? [] : [refusal];
  if (items === undefined) return whole;
  return [...whole, ...items.flatMap((item) => item.refusal ?? [])];
}

/** What rules read of the refusals: absent where nothing was refused. */
function refusalField(part: 'code' | 'name'): (operation: Operation) => FieldValue {
  return (operation) => {
    const refusals = refusalsOf(operation);
    if (refusals.length === 0) return undefined;
    return [...new Set(refusals.map((refusal) => refusal[part]))];
  };
}

const ON_THE_WIRE = {
  protocol: {
    read: (operation) => operation.protocol,
    shared: 'kind',
    type: 'text',
    meaning: 'The protocol, as `bulkhead operations` names it.',
    example: 'modbus',
  },
  verb: {
    read: (operation) => operation.verb,
    shared: 'kind',
    type: 'text',
    values: VERBS,
    meaning: 'What the operation does to the process, whatever the protocol calls it.',
    example: 'write',
  },
  cause: {
    read: (operation) => operation.cause,
    type: 'text',
    meaning: 'Why it was sent, as the protocol names it; absent where the protocol does not say.',
    example: 'spontaneous',
  },
  service: {
    read: (operation) => operation.service.name,
    shared: 'service',
    type: 'text',
    meaning: 'The name of the service or function that was asked for.',
    example: 'write_multiple_registers',
  },
  service_code: {
    read: (operation) => operation.service.code,
    shared: 'service',
    type: 'number',
    meaning: 'The number of the service or function, as the wire has it.',
    example: '16',
  },
  object: {
    read: (operation) =>
      operation.items === undefined ? operation.object : operation.items.map((item) => item.object),
    tested: ({ object, items }) =>
      items === undefined ? object : [object, ...items.map((item) => item.object)],
    type: 'text',
    meaning: "The object asked for, in the protocol's own terms; one of several may match.",
    example: 'holding_register/16',
  },
  address: {
    read: (operation) => operation.address ?? undefined,
    type: 'number',
    meaning: 'The first address of the range; absent where the object has no number.',
    example: '16',
  },
  count: {
    read: (operation) => operation.count,
    type: 'number',
    meaning: 'How many objects were touched, counted as the protocol counts them.',
    example: '10',
  },
  unit: {
    read: (operation) => operation.unit ?? undefined,
    type: 'number',
    meaning: 'The Modbus unit identifier and the like; absent where the protocol has none.',
    example: '1',
  },
  values: {
    read: (operation) => operation.values,
    tested: ({ values, items }) =>
      items === undefined ? values : [...values, ...items.flatMap((item) => item.values)],
    type: 'any',
    meaning: 'Values written by the request or read by the answer; any one of them may match.',
    example: '11100',
  },
  technique: {
    read: (operation) => operation.techniques,
    shared: 'service',
    type: 'text',
    meaning: 'ATT&CK for ICS techniques that the operation by itself implies; mostly none.',
    example: 'T0858',
  },
  outcome: {
    read: (operation) => operation.outcome,
    shared: 'kind',
    type: 'text',
    values: OUTCOMES,
    meaning: 'What became of the request.',
    example: 'refused',
  },
  refusal: {
    read: refusalField('name'),
    type: 'text',
    meaning:
      'The name of the refusal, of the request or of one of its objects; absent where nothing ' +
      'was refused.',
    example: 'illegal_data_address',
  },
  refusal_code: {
    read: refusalField('code'),
    type: 'number',
    meaning: 'The number of the refusal; where one of several objects was refused, of that one.',
    example: '2',
  },
  anomaly: {
    read: ({ anomalies }) =>
      anomalies.length === 0 ? undefined : anomalies.map((anomaly) => anomaly.code),
    type: 'text',
    meaning: "A departure from the protocol's standard; one of several may match.",
    example: 'length_mismatch',
  },
} as const satisfies Record<string, Field>;

type Side = 'client' | 'server';

const WHO = { client: 'who asked', server: 'who was asked' } as const;

function ip(side: Side, example: string): Field {
  return {
    read: (operation) => textOrAbsent(operation[side].ip),
    shared: 'ends',
    type: 'address',
    meaning: `The network address of ${WHO[side]}; absent where the packet has none.`,
    example,
  };
}

function port(side: Side, example: string): Field {
  return {
    read: (operation) => operation[side].port,
    type: 'number',
    meaning: `The transport port of ${WHO[side]}.`,
    example,
  };
}

function mac(side: Side, example: string): Field {
  return {
    read: (operation) => textOrAbsent(operation[side].mac),
    type: 'text',
    meaning: `The Ethernet address of ${WHO[side]}; absent where the capture has none.`,
    example,
  };
}

function address(side: Side, example: string): Field {
  return {
    read: (operation) => textOrAbsent(addressOf(operation[side])),
    shared: 'ends',
    type: 'text',
    meaning: `The network address of ${WHO[side]}, or its Ethernet address where there is none.`,
    example,
  };
}

function outside(side: Side, example: string): Field {
  return {
    read: (operation) => yesNo(isPublic(operation[side].ip)),
    shared: 'ends',
    type: 'text',
    values: YES_NO,
    meaning: `Whether the network address of ${WHO[side]} is one of the public internet.`,
    example,
  };
}

function planned(
  side: Side,
  part: 'id' | 'kind' | 'zone',
  meaning: string,
  example: string,
): Field {
  return {
    read: (_operation, context) => context[side]?.[part],
    shared: 'ends',
    type: 'text',
    meaning: `${meaning} ${WHO[side]}.`,
    example,
  };
}

function level(side: Side, example: string): Field {
  return {
    read: (_operation, context) => context[side]?.level,
    shared: 'ends',
    type: 'number',
    meaning: `The Purdue level of ${WHO[side]}, 0 to 5, with 3.5 for the DMZ.`,
    example,
  };
}

function safety(side: Side, example: string): Field {
  return {
    read: (_operation, context) => yesNo(context[side]?.safety),
    shared: 'ends',
    type: 'text',
    values: YES_NO,
    meaning: `Whether ${WHO[side]} is a safety system or stands in a safety zone.`,
    example,
  };
}

/** Every name that a rule may use, in the order of the published table. */
export const FIELDS = {
  ...ON_THE_WIRE,
  client_ip: ip('client', '10.20.30.21'),
  client_port: port('client', '49152'),
  client_mac: mac('client', '00:1c:06:27:1b:4a'),
  server_ip: ip('server', '10.20.11.10'),
  server_port: port('server', '502'),
  server_mac: mac('server', '00:80:f4:02:9c:11'),
  client_address: address('client', '10.20.30.21'),
  server_address: address('server', '00:80:f4:02:9c:11'),
  client_public: outside('client', 'no'),
  server_public: outside('server', 'no'),
  unanswered: {
    read: (_operation, context) => context.unanswered,
    type: 'number',
    meaning:
      'Requests in a row that the server left unanswered, this one included; absent as long as ' +
      'the capture shows no answer of it in this protocol.',
    example: '10',
  },
  client_asset: planned('client', 'id', 'The id in the plan of', 'engineering-station'),
  client_kind: planned('client', 'kind', 'The kind of asset in the plan of', 'hmi'),
  client_zone: planned('client', 'zone', 'The zone of the plan that holds', 'site-operations'),
  client_level: level('client', '3'),
  client_safety: safety('client', 'no'),
  server_asset: planned('server', 'id', 'The id in the plan of', 'plc-dosing'),
  server_kind: planned('server', 'kind', 'The kind of asset in the plan of', 'plc'),
  server_zone: planned('server', 'zone', 'The zone of the plan that holds', 'dosing-control'),
  server_level: level('server', '1'),
  server_safety: safety('server', 'yes'),
  permitted: {
    read: (_operation, context) => yesNo(context.permitted),
    shared: 'ends',
    type: 'text',
    values: YES_NO,
    meaning: 'Whether the plan lets this client write to this server.',
    example: 'no',
  },
} as const satisfies Record<string, Field>;

export type FieldName = keyof typeof FIELDS;

export function isFieldName(name: string): name is FieldName {
  return Object.hasOwn(FIELDS, name);
}

export function fieldOf(name: FieldName): Field {
  return FIELDS[name];
}
