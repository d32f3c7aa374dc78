import { z } from 'zod';

/**
 * What an operation does to the process, in one word, whatever the protocol calls it.
 * `command` starts, stops, resets or operates; `program` moves logic; `configure` changes how a
 * device works; `discover` asks what is there; `connect` opens or keeps a session; `report` is sent
 * by a device unasked.
 */
export const VERBS = [
  'read',
  'write',
  'command',
  'program',
  'configure',
  'discover',
  'connect',
  'report',
] as const;
export const Verb = z.enum(VERBS).meta({ id: 'Verb' });
export type Verb = z.infer<typeof Verb>;

/**
 * What became of a request: answered well, answered with a refusal, not answered in time, or sent
 * in a way that the protocol has no answer for (broadcasts, commands without acknowledgement).
 */
export const OUTCOMES = ['ok', 'refused', 'no-response', 'unconfirmed'] as const;
export const Outcome = z.enum(OUTCOMES).meta({ id: 'Outcome' });
export type Outcome = z.infer<typeof Outcome>;

export const Endpoint = z
  .object({
    /** Empty where the packet has no network layer. IPv6 in RFC 5952 form. */
    ip: z.string().max(45),
    port: z.number().int().min(0).max(65535),
    /** Lower case with colons; empty where the capture has no Ethernet layer. */
    mac: z.string().max(17),
  })
  .readonly()
  .meta({ id: 'Endpoint' });
export type Endpoint = z.infer<typeof Endpoint>;

/** What an end is known by: its network address, or its Ethernet address where it has none. */
export function addressOf({ ip, mac }: Endpoint): string {
  return ip === '' ? mac : ip;
}

/** A departure from the protocol's standard. Hostile traffic is a finding, never an exception. */
export const Anomaly = z
  .object({ code: z.string().max(64), offset: z.number().int().min(0) })
  .readonly()
  .meta({ id: 'Anomaly' });
export type Anomaly = z.infer<typeof Anomaly>;

export const OperationValue = z.union([z.number(), z.string(), z.boolean()]);
export type OperationValue = z.infer<typeof OperationValue>;

/** The protocol's code and name for why it did not do what it was asked. */
const RefusalCode = z.object({ code: z.number().int(), name: z.string() }).readonly();

/** Values kept of one operation; `count` tells how many there were. */
export const OPERATION_VALUES_MAX = 256;
/**
 * Items kept of one operation that names several objects. S7comm allows 20 in a PDU of 480 bytes.
 */
export const OPERATION_ITEMS_MAX = 64;
export const OPERATION_ANOMALIES_MAX = 16;
export const OPERATION_TECHNIQUES_MAX = 8;
export const OPERATION_OBJECT_CHARACTERS_MAX = 256;
export const OPERATION_CAUSE_CHARACTERS_MAX = 64;

const values = z.array(OperationValue).max(OPERATION_VALUES_MAX).readonly();

/**
 * One request paired with its answer: who asked whom to do what to which object, and the outcome.
 */
export const Operation = z
  .object({
    /** Of the request, or of the answer where the request was not seen. ISO 8601, UTC, `Z`. */
    time: z.string(),
    protocol: z.string(),
    client: Endpoint,
    server: Endpoint,
    /** Modbus unit identifier and the like; null where the protocol has none. */
    unit: z.number().int().nullable(),
    service: z.object({ code: z.number().int(), name: z.string() }).readonly(),
    verb: Verb,
    /**
     * Why it was sent, as the protocol names it: `spontaneous`, `unsolicited`, `state_change`;
     * absent where the protocol does not say.
     */
    cause: z.string().max(OPERATION_CAUSE_CHARACTERS_MAX).optional(),
    /** ATT&CK for ICS techniques that the operation by itself implies; mostly none. */
    techniques: z.array(z.string().max(16)).max(OPERATION_TECHNIQUES_MAX).readonly(),
    /** In the protocol's own terms: `holding_register/16`, `DB2.DBX0.0`, `block/OB1`. */
    object: z.string().max(OPERATION_OBJECT_CHARACTERS_MAX),
    /** First address of a range as the wire has it; null where the object has no number. */
    address: z.number().int().nullable(),
    /** Objects touched, counted as the protocol counts them. */
    count: z.number().int().nonnegative(),
    /** Written by the request, or read by the answer. */
    values,
    /**
     * Where one request names several objects, or its answer has others than it named; absent
     * where `object` and `values` say it all.
     */
    items: z
      .array(
        z
          .object({
            object: z.string().max(OPERATION_OBJECT_CHARACTERS_MAX),
            count: z.number().int().nonnegative(),
            values,
            /** Why this one was refused, whatever became of the others; absent where it was not. */
            refusal: RefusalCode.optional(),
          })
          .readonly(),
      )
      .max(OPERATION_ITEMS_MAX)
      .readonly()
      .optional(),
    outcome: Outcome,
    /** Null unless refused. */
    refusal: RefusalCode.nullable(),
    /** Frame numbers in the capture, from 1; null for the side that was not seen. */
    frames: z
      .object({ request: z.number().int().nullable(), response: z.number().int().nullable() })
      .readonly(),
    anomalies: z.array(Anomaly).max(OPERATION_ANOMALIES_MAX).readonly(),
  })
  .readonly()
  .meta({ id: 'Operation' });
export type Operation = z.infer<typeof Operation>;
