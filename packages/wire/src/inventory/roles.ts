import { type AssetRole, OT_PROTOCOLS, type RoleGuess } from '@bulkhead/model';
import type { Activity } from './activity.ts';

/** Protocols whose servers are field devices rather than controllers. */
const FIELD_PROTOCOLS: ReadonlySet<string> = new Set(['hart_ip', 'ethercat', 'sampled_values']);
/** The protocol of Triconex safety controllers. */
const SAFETY_PROTOCOLS: ReadonlySet<string> = new Set(['tristation']);
/** Protocols that servers of plants speak too: who serves them need not be a controller. */
const PLANT_SERVER_PROTOCOLS: ReadonlySet<string> = new Set([
  'opcua',
  'mqtt',
  'cotp',
  'profinet_dcp',
  'goose',
  'synchrophasor',
]);
/** Reads that make a poller, rather than somebody who looked once. */
const POLLS_MIN = 20;
/** Ends that one end polls before it is more than the operator's panel of one machine. */
const HISTORIAN_PEERS_MIN = 3;
/** Screens are refreshed every few seconds; who asks less often than this collects. */
const REFRESH_SECONDS_MAX = 10;
/** Somebody who works at a screen is likely to have written something in this time. */
const WATCHED_SECONDS_MIN = 3_600;
/** Protocols between control centres and stations, where setting clocks is everyday work. */
const TELECONTROL: ReadonlySet<string> = new Set(['iec104', 'dnp3']);
/** Purdue levels by role (ISA-95, IEC 62443): where such a device usually stands. */
const LEVEL: Readonly<Record<AssetRole, number | null>> = {
  field_device: 0,
  controller: 1,
  safety_controller: 1,
  hmi: 2,
  gateway: 2,
  engineering_station: 3,
  historian: 3,
  server: null,
  domain_controller: 4,
  network_device: null,
  workstation: null,
};
/** Words by which devices describe themselves, and what they mean. */
const TOLD: readonly (readonly [RegExp, AssetRole, number])[] = [
  [
    /engineering|programming|step ?7|tia portal|studio ?5000|rslogix|codesys/i,
    'engineering_station',
    0.7,
  ],
  [/historian|pi server|infoplus/i, 'historian', 0.8],
  [/\bhmi\b|panel|wincc|intouch|factorytalk view|ignition/i, 'hmi', 0.7],
  [/\bcpu ?\d|\bplc\b|io-controller|controller|s7-\d|logix/i, 'controller', 0.7],
  [/io-device|drive|transmitter|analy[sz]er|actuator|remote io/i, 'field_device', 0.7],
  [/switch|router|bridge|access point|firewall/i, 'network_device', 0.8],
  [/gateway/i, 'gateway', 0.6],
  [/domain controller/i, 'domain_controller', 0.8],
];
/** The same in names, which people choose as they like: words of their own only. */
const NAMED: readonly (readonly [RegExp, AssetRole])[] = [
  [/(?<![a-z])(?:hmi|scada)(?![a-z])/i, 'hmi'],
  [/(?<![a-z])hist(?:orian)?(?![a-z])/i, 'historian'],
  [/(?<![a-z])(?:plc|rtu)(?![a-z])/i, 'controller'],
  [/(?<![a-z])opc ?(?:ua)? ?server(?![a-z])/i, 'server'],
];

const CROSSING_SERVERS: ReadonlySet<string> = new Set([
  'http',
  'smb',
  'ftp',
  'ssh',
  'rdp',
  'dns',
  'dhcp',
  'ntp',
  'mqtt',
  'opcua',
  'tls',
]);
const OFFICE: ReadonlySet<string> = new Set(['dns', 'http', 'tls', 'smb', 'kerberos', 'nbns']);
const PLANT: ReadonlySet<string> = new Set(OT_PROTOCOLS);
const NOT_CONTROLLERS: ReadonlySet<string> = new Set([
  ...FIELD_PROTOCOLS,
  ...SAFETY_PROTOCOLS,
  ...PLANT_SERVER_PROTOCOLS,
]);

/** What an asset may be, the likeliest first, each with what it rests on. */
export function guessRoles(activity: Activity): RoleGuess[] {
  const guesses = new Map<AssetRole, RoleGuess>();
  const add = (role: AssetRole, confidence: number, because: string): void => {
    const known = guesses.get(role);
    if (known !== undefined && known.confidence >= confidence) return;
    guesses.set(role, { role, confidence, because });
  };
  fromServing(activity, add);
  fromAsking(activity, add);
  fromFacts(activity, add);
  return [...guesses.values()].toSorted((a, b) => b.confidence - a.confidence);
}

/** Purdue level of the likeliest role that has one; 5 for an address of the Internet. */
export function guessLevel(address: string, roles: readonly RoleGuess[]): number | null {
  if (isPublic(address)) return 5;
  for (const { role } of roles) if (LEVEL[role] !== null) return LEVEL[role];
  return null;
}

type Add = (role: AssetRole, confidence: number, because: string) => void;

function fromServing(activity: Activity, add: Add): void {
  const { served, servedVerbs, servedTo } = activity;
  for (const [protocol, times] of served) {
    const because = `answers ${protocol} (${times} operations)`;
    if (SAFETY_PROTOCOLS.has(protocol)) add('safety_controller', 0.9, because);
    else if (FIELD_PROTOCOLS.has(protocol)) add('field_device', 0.7, because);
    else if (protocol === 'kerberos') add('domain_controller', 0.8, because);
    else if (CROSSING_SERVERS.has(protocol)) add('server', 0.5, because);
  }
  const plant = [...served.keys()].filter(
    (protocol) => isControllerProtocol(protocol) && !controls(activity, protocol),
  );
  if (plant.length === 0 || servedTo.size === 0) return;
  const changed = (servedVerbs.get('program') ?? 0) + (servedVerbs.get('command') ?? 0);
  const told = plant.join(', ');
  if (changed > 0) add('controller', 0.9, `is programmed or commanded over ${told}`);
  else add('controller', 0.6, `answers ${told} to ${ends(servedTo.size)}`);
}

/** Whether it is the controlling station of a telecontrol protocol; both ends ask and answer. */
function controls({ asked, served }: Activity, protocol: string): boolean {
  return TELECONTROL.has(protocol) && (asked.get(protocol) ?? 0) > (served.get(protocol) ?? 0);
}

function fromAsking(activity: Activity, add: Add): void {
  const { askedVerbs, askedOf, asked } = activity;
  const of = (verb: 'write' | 'program' | 'configure' | 'command'): number =>
    askedVerbs.get(verb) ?? 0;
  const plant = [...asked.keys()].filter((protocol) => PLANT.has(protocol));
  const stations = plant.filter((protocol) => controls(activity, protocol));
  if (of('program') > 0) {
    add('engineering_station', 0.8, `moved programs or firmware (${of('program')} operations)`);
  } else if (of('configure') > 0 && stations.length < plant.length) {
    add('engineering_station', 0.5, `configured devices (${of('configure')} operations)`);
  }
  if (stations.length > 0) {
    add(
      'hmi',
      0.5,
      `is the controlling station of ${ends(askedOf.size)} over ${stations.join(', ')}`,
    );
  }
  fromPolling(activity, of('write') + of('command'), add);
  const office = [...asked.keys()].filter((protocol) => OFFICE.has(protocol));
  if (office.length > 1) add('workstation', 0.3, `asks over ${office.join(', ')}`);
}

/**
 * Screens, servers of a control system and historians all poll. What tells them apart is how often
 * they ask each end, over what, and whether they ever write; without a write it stays a guess.
 */
function fromPolling(activity: Activity, changes: number, add: Add): void {
  const { askedVerbs, askedOf, asked, served, firstAt, lastAt } = activity;
  const reads = askedVerbs.get('read') ?? 0;
  if (reads < POLLS_MIN) return;
  const polled = ends(askedOf.size);
  if (changes > 0) {
    // Controllers write to each other too.
    const isServed = [...served.keys()].some((protocol) => isControllerProtocol(protocol));
    const because = `polls ${polled} and writes to them (${changes} changes)`;
    return add('hmi', isServed ? 0.3 : 0.6, because);
  }
  const seconds = Math.max(0, (Date.parse(lastAt) - Date.parse(firstAt)) / 1_000);
  const everySeconds = (seconds * askedOf.size) / reads;
  const often = `reads from ${polled}, each every ${duration(everySeconds)}`;
  const because = `${often}, and wrote nothing in ${duration(seconds)}`;
  const isDirect = [...asked.keys()].some((protocol) => isControllerProtocol(protocol));
  const refreshes = isDirect && everySeconds <= REFRESH_SECONDS_MAX;
  const isLong = seconds >= WATCHED_SECONDS_MIN;
  add('hmi', refreshes && !isLong ? 0.4 : 0.3, because);
  if (askedOf.size < HISTORIAN_PEERS_MIN && isDirect) return;
  add('historian', refreshes && !isLong ? 0.3 : 0.4, because);
}

function ends(count: number): string {
  return count === 1 ? '1 end' : `${count} ends`;
}

/** Seconds, minutes or hours, to two digits. */
function duration(seconds: number): string {
  const [value, unit] =
    seconds < 120
      ? [seconds, 's']
      : seconds < 7_200
        ? [seconds / 60, 'min']
        : [seconds / 3_600, 'h'];
  return `${value < 10 ? Number(value.toPrecision(2)) : Math.round(value)} ${unit}`;
}

function fromFacts(activity: Activity, add: Add): void {
  for (const { field, value, protocol } of activity.facts) {
    if (field === 'name') {
      for (const [pattern, role] of NAMED) {
        if (pattern.test(value)) add(role, 0.5, `${protocol} says its name is "${value}"`);
      }
    }
    if (field !== 'role' && field !== 'model' && field !== 'description' && field !== 'software') {
      continue;
    }
    for (const [pattern, role, confidence] of TOLD) {
      if (pattern.test(value)) add(role, confidence, `${protocol} says ${field} "${value}"`);
    }
  }
}

function isControllerProtocol(protocol: string): boolean {
  return PLANT.has(protocol) && !NOT_CONTROLLERS.has(protocol);
}

/** Addresses that nobody owns privately: RFC 6890, without those of documentation. */
function isPublic(address: string): boolean {
  const parts = address.split('.').map(Number);
  if (parts.length !== 4 || parts.some((part) => !Number.isInteger(part))) return false;
  const [a = 0, b = 0] = parts;
  if (a === 0 || a === 10 || a === 127 || a >= 224) return false;
  if (a === 172 && b >= 16 && b <= 31) return false;
  if (a === 192 && (b === 168 || b === 0)) return false;
  if (a === 100 && b >= 64 && b <= 127) return false;
  return (
    !(a === 169 && b === 254) &&
    !(a === 198 && (b === 18 || b === 19 || b === 51)) &&
    !(a === 203 && b === 0)
  );
}
