import { ascii } from '../bytes.ts';
import type { Controller } from '../controllers/controller.ts';
import { HOSTS } from '../plant/hosts.ts';
import { Link } from './link.ts';
import type { Network } from './network.ts';
import { ms, type Script } from './schedule.ts';

/** Nothing answers by itself here: both sides are written out. */
const REMOTE_DESKTOP: Controller = {
  port: 3389,
  open: () => ({ answer: () => [] }),
  frameBytes: (buffer) => buffer.length,
};
const BURSTS = 90;

/**
 * The way in: a remote desktop from the jump host to the engineering station. Connection request
 * and confirm (MS-RDPBCGR §2.2.1.1 and §2.2.1.2), then records as if encrypted.
 */
export function* remoteDesktop(network: Network): Script {
  const { chance } = network;
  const link = new Link(network, HOSTS.jumpHost, HOSTS.engineeringStation, REMOTE_DESKTOP);
  yield* link.open();
  const cookie = ascii('Cookie: mstshash=svc-vendor\r\n');
  const request = [0, 0, 0, 0, 0, ...cookie, 1, 0, 8, 0, 1, 0, 0, 0];
  const size = 6 + request.length;
  yield* link.say('client', Uint8Array.of(3, 0, 0, size, size - 5, 0xe0, ...request));
  yield* link.say(
    'server',
    Uint8Array.of(3, 0, 0, 19, 14, 0xd0, 0, 0, 0x12, 0x34, 0, 2, 0, 8, 0, 1, 0, 0, 0),
  );
  for (let i = 0; i < BURSTS; i++) {
    yield* link.say('client', record(network, 24 + chance.below(60)));
    yield* link.say('server', record(network, 80 + chance.below(500)));
    yield ms(chance.between(900, 4_200));
  }
}

/** An application data record of TLS 1.2, RFC 5246 §6.2.3, with bytes that say nothing. */
function record(network: Network, sizeBytes: number): Uint8Array {
  const body = Array.from({ length: sizeBytes }, () => network.chance.below(256));
  return Uint8Array.of(0x17, 3, 3, sizeBytes >> 8, sizeBytes & 0xff, ...body);
}
