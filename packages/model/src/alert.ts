import { z } from 'zod';
import { Outcome, Verb } from './operation.ts';
import { Severity } from './severity.ts';

/** Frames that one alert cites; `count` tells how many matched. */
export const ALERT_FRAMES_MAX = 100;
export const ALERT_OBJECTS_MAX = 20;

/** ATT&CK: `T0836`, or `T1021.001`. */
export const Technique = z.string().regex(/^T\d{4}(\.\d{3})?$/);

/**
 * A rule matched: what was seen, never what to do about it. The same rule on the same client,
 * server and outcome within a window is one alert with a count.
 */
export const Alert = z
  .object({
    /** The same bytes under the same rule give the same id, so a repeat is not a second alert. */
    id: z.string().regex(/^alert-[0-9a-f]{16}$/),
    rule: z
      .object({
        id: z.string(),
        title: z.string(),
        /** Absent for a rule over a single operation. */
        kind: z.literal('correlation').optional(),
      })
      .readonly(),
    severity: Severity,
    techniques: z.array(Technique).max(16).readonly(),
    count: z.number().int().min(1),
    /** By the sensor's clock. */
    firstAt: z.string(),
    lastAt: z.string(),
    protocol: z.string(),
    /** Address of who asked. */
    client: z.string(),
    /** Address of who was asked. */
    server: z.string(),
    verb: Verb,
    service: z.string(),
    outcome: Outcome,
    /** What was touched; for a write with what was written: `holding_register/1 = 11100`. */
    objects: z.array(z.string()).max(ALERT_OBJECTS_MAX).readonly(),
    /** The capture (by digest) and the frames in it that show what was seen. */
    capture: z.string(),
    frames: z.array(z.number().int()).max(ALERT_FRAMES_MAX).readonly(),
  })
  .readonly()
  .meta({ id: 'Alert' });
export type Alert = z.infer<typeof Alert>;
