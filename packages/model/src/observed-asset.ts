import { z } from 'zod';
import { Sighting, SightingField } from './sighting.ts';

/** What a device does in the plant, as far as its traffic shows. */
export const ASSET_ROLES = [
  'controller',
  'safety_controller',
  'field_device',
  'hmi',
  'engineering_station',
  'historian',
  'gateway',
  'server',
  'domain_controller',
  'network_device',
  'workstation',
] as const;
export const AssetRole = z.enum(ASSET_ROLES).meta({ id: 'AssetRole' });
export type AssetRole = z.infer<typeof AssetRole>;

/** Facts kept of one asset; `factsShed` counts the others. */
export const ASSET_FACTS_MAX = 64;
export const ASSET_ADDRESSES_MAX = 16;

/** A fact with when it was told first and last. */
export const AssetFact = Sighting.unwrap()
  .omit({ ip: true, mac: true })
  .extend({ lastAt: z.string() })
  .readonly()
  .meta({ id: 'AssetFact' });
export type AssetFact = z.infer<typeof AssetFact>;

/** A guess, how sure it is (0 to 1), and what it rests on, in words. */
export const RoleGuess = z
  .object({ role: AssetRole, confidence: z.number().min(0).max(1), because: z.string() })
  .readonly()
  .meta({ id: 'RoleGuess' });
export type RoleGuess = z.infer<typeof RoleGuess>;

/** A device says something else of itself than before: firmware, model, serial, MAC address. */
export const AssetChange = z
  .object({
    /** IP address where there is one, else MAC address. */
    address: z.string(),
    field: SightingField,
    from: z.string(),
    to: z.string(),
    /** The protocol that told both. */
    protocol: z.string(),
    time: z.string(),
    frame: z.number().int(),
  })
  .readonly()
  .meta({ id: 'AssetChange' });
export type AssetChange = z.infer<typeof AssetChange>;

/** A device as its traffic shows it; nothing was asked of it. */
export const ObservedAsset = z
  .object({
    /** IP address where there is one, else MAC address. */
    address: z.string(),
    macs: z.array(z.string()).max(ASSET_ADDRESSES_MAX).readonly(),
    /** Maker of the network interface by its MAC address (IEEE); null where unknown. */
    interfaceVendor: z.string().nullable(),
    firstAt: z.string(),
    lastAt: z.string(),
    /** Operations in which it asked and in which it was asked, by protocol. */
    asked: z.record(z.string(), z.number().int()),
    served: z.record(z.string(), z.number().int()),
    facts: z.array(AssetFact).max(ASSET_FACTS_MAX).readonly(),
    factsShed: z.number().int(),
    /** The likeliest first; empty where nothing tells. */
    roles: z.array(RoleGuess).readonly(),
    /** Purdue level, by the likeliest role and the address; null where nothing tells. */
    level: z.number().nullable(),
  })
  .readonly()
  .meta({ id: 'ObservedAsset' });
export type ObservedAsset = z.infer<typeof ObservedAsset>;
