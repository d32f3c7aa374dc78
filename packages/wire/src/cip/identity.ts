import { textOf, unsigned32le, word16le } from '../bytes.ts';
import type { PduContext } from '../protocol.ts';

/** Attributes 1 to 7 of the Identity object, CIP Volume 1 §5-2.2. */
export interface Identity {
  readonly vendor: number;
  readonly deviceType: number;
  readonly productCode: number;
  readonly revision: string;
  readonly status: number;
  readonly serial: string;
  readonly name: string;
}

/** Bytes before the text of the product name. */
const IDENTITY_BYTES_MIN = 15;

/** Reads the attributes in their order; undefined where they are not all there. */
export function readIdentity(bytes: Uint8Array, at: number, end: number): Identity | undefined {
  if (at + IDENTITY_BYTES_MIN > end) return undefined;
  const nameAt = at + IDENTITY_BYTES_MIN;
  return {
    vendor: word16le(bytes, at),
    deviceType: word16le(bytes, at + 2),
    productCode: word16le(bytes, at + 4),
    revision: revisionText(bytes, at + 6),
    status: word16le(bytes, at + 8),
    serial: serialText(bytes, at + 10),
    name: textOf(bytes, nameAt, Math.min(end, nameAt + bytes[nameAt - 1]!)),
  };
}

/** Major and minor revision; the top bit of the major one is reserved. */
export function revisionText(bytes: Uint8Array, at: number): string {
  return `${bytes[at]! & 0x7f}.${bytes[at + 1]}`;
}

/** As labels print it: eight hexadecimal digits. */
export function serialText(bytes: Uint8Array, at: number): string {
  return unsigned32le(bytes, at).toString(16).padStart(8, '0');
}

/** Tells the inventory what the sender is. */
export function tellIdentity(context: PduContext, identity: Identity): void {
  context.sighting('vendor', vendorName(identity.vendor));
  context.sighting('model', identity.name);
  context.sighting('firmware', identity.revision);
  context.sighting('serial', identity.serial);
  context.sighting('role', DEVICE_TYPES.get(identity.deviceType) ?? '');
}

/** Vendor identifiers that ODVA assigned, of makers whose devices plants have. */
const VENDORS: ReadonlyMap<number, string> = new Map([
  [1, 'Rockwell Automation/Allen-Bradley'],
  [3, 'Honeywell'],
  [5, 'Rockwell Automation/Reliance Electric'],
  [7, 'SMC'],
  [8, 'Molex'],
  [12, 'Banner Engineering'],
  [26, 'Festo'],
  [40, 'WAGO'],
  [43, 'Balluff'],
  [44, 'Yaskawa'],
  [45, 'Eurotherm'],
  [46, 'ABB'],
  [47, 'Omron'],
  [48, 'Turck'],
  [56, 'Softing'],
  [57, 'Pepperl+Fuchs'],
  [58, 'Spectrum Controls'],
  [77, 'Rockwell Software'],
  [90, 'HMS Industrial Networks'],
  [97, 'Danfoss'],
  [108, 'Beckhoff'],
  [161, 'Mitsubishi Electric'],
  [176, 'Red Lion Controls'],
  [243, 'Schneider Automation'],
  [283, 'Hilscher'],
  [287, 'Bosch Rexroth'],
  [309, 'ProSoft Technology'],
  [315, 'SEW-Eurodrive'],
  [345, 'Endress+Hauser'],
  [356, 'Fanuc Robotics'],
  [367, 'Keyence'],
  [445, 'Lenze'],
  [562, 'Phoenix Contact'],
  [591, 'Fanuc'],
  [634, 'Hirschmann'],
  [640, 'Murrelektronik'],
  [678, 'Cognex'],
  [796, 'Siemens'],
  [808, 'SICK'],
  [939, 'Cisco'],
  [971, 'Siemens'],
  [991, 'Moxa'],
  [1015, 'Weidmueller'],
]);

export function vendorName(vendor: number): string {
  return VENDORS.get(vendor) ?? `vendor ${vendor}`;
}

/** Device profiles, CIP Volume 1 chapter 6. */
const DEVICE_TYPES: ReadonlyMap<number, string> = new Map([
  [0x02, 'ac-drive'],
  [0x07, 'discrete-io'],
  [0x0c, 'communications-adapter'],
  [0x0e, 'plc'],
  [0x10, 'position-controller'],
  [0x13, 'dc-drive'],
  [0x16, 'motor-starter'],
  [0x17, 'soft-start'],
  [0x18, 'hmi'],
  [0x1a, 'mass-flow-controller'],
  [0x1b, 'pneumatic-valve'],
  [0x22, 'encoder'],
  [0x23, 'safety-io'],
  [0x25, 'motion-drive'],
  [0x28, 'modbus-device'],
  [0x29, 'modbus-translator'],
  [0x2a, 'safety-analog-io'],
  [0x2c, 'switch'],
  [0x2d, 'motion-safety-drive'],
  [0x2e, 'safety-drive'],
  [0x33, 'circuit-breaker'],
  [0x34, 'hart-device'],
  [0x35, 'hart-translator'],
]);
