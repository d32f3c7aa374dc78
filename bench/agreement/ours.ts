import { openCaptureFile } from '@bulkhead/connect';
import { CaptureDissector } from '@bulkhead/wire';
import type { Claims, Oracle } from '../oracles/oracle.ts';

/** Our reading of one file. */
export interface Ours {
  /** What our operations claim of each frame. */
  readonly claims: ReadonlyMap<Oracle, ReadonlyMap<number, Claims>>;
  /** The server's port of what was read in each frame. */
  readonly ports: ReadonlyMap<Oracle, ReadonlyMap<number, number>>;
  /** The frames that a frame only says once more. */
  readonly repeats: ReadonlyMap<number, ReadonlySet<number>>;
}

/** Reads the file once for all oracles. */
export async function readOurs(file: string, oracles: readonly Oracle[]): Promise<Ours> {
  const claims = new Map(oracles.map((oracle) => [oracle, new Map<number, string[]>()]));
  const ports = new Map(oracles.map((oracle) => [oracle, new Map<number, number>()]));
  const repeats = new Map<number, Set<number>>();
  const add = (oracle: Oracle, frame: number | null, said: Claims, port: number): void => {
    if (frame === null) return;
    const known = claims.get(oracle)!;
    known.set(frame, [...(known.get(frame) ?? []), ...said]);
    if (said.length > 0 && port > 0) ports.get(oracle)!.set(frame, port);
  };
  const dissector = new CaptureDissector({
    onOperation: (operation) => {
      const { protocol, frames, server } = operation;
      for (const oracle of oracles) {
        if (!oracle.protocols.includes(protocol)) continue;
        const said = oracle.ours(operation);
        add(oracle, frames.request, said.request, server.port ?? 0);
        add(oracle, frames.response, said.response, server.port ?? 0);
      }
    },
    onRepeat: (frame, of) => {
      repeats.set(frame, (repeats.get(frame) ?? new Set()).add(of));
    },
  });
  for await (const chunk of openCaptureFile(file).chunks) dissector.push(chunk);
  dissector.end();
  return { claims, ports, repeats };
}
