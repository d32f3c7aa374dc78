import { z } from 'zod';

/** What a passive fact can be about. */
export const SIGHTING_FIELDS = [
  /** Host name, station name, device tag. */
  'name',
  'vendor',
  'model',
  /** What a buyer orders: MLFB, catalogue number. */
  'order_number',
  'serial',
  'firmware',
  'hardware',
  /** Operating system or its build. */
  'os',
  /** Client or server software with its version. */
  'software',
  'rack',
  'slot',
  /** In the words of the protocol: `plc`, `io-controller`, `historian`. */
  'role',
  'user',
  /** Windows or DNS domain. */
  'domain',
  'location',
  'description',
  /** Another address of the same device. */
  'ip',
  'mac',
] as const;
export const SightingField = z.enum(SIGHTING_FIELDS).meta({ id: 'SightingField' });
export type SightingField = z.infer<typeof SightingField>;

export const SIGHTING_VALUE_CHARACTERS_MAX = 256;

/** One fact about one address, as a packet told it. */
export const Sighting = z
  .object({
    /** ISO 8601, UTC, `Z`. */
    time: z.string(),
    /** Frame number in the capture, from 1. */
    frame: z.number().int(),
    /** Of the device that the fact is about; empty where not known. */
    ip: z.string().max(45),
    mac: z.string().max(17),
    /** The protocol that told it. */
    protocol: z.string(),
    field: SightingField,
    value: z.string().max(SIGHTING_VALUE_CHARACTERS_MAX),
  })
  .readonly()
  .meta({ id: 'Sighting' });
export type Sighting = z.infer<typeof Sighting>;
