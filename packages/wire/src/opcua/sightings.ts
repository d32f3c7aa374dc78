import type { Exchange } from '../flow/flow.ts';
import type { PduContext } from '../protocol.ts';
import { unsigned32le } from '../bytes.ts';
import { certificateNames } from '../tls/certificate.ts';
import { requestBody, skipResponseHeader } from './message.ts';
import { Decoder } from './decoder.ts';
import { BODY_AT } from './message.ts';
import { readAttributeObject } from './attributes.ts';
import { type Application, readApplication, readEndpoint, readIdentity } from './session.ts';
import { SERVICE, requestOf } from './services.ts';
import { buildInfoOf } from './structures.ts';
import { readVariant, skipStamps } from './variant.ts';

const GET_ENDPOINTS = 428;
const REGISTER_SERVER = 437;
/** Nodes of the server's status and build info, OPC 10000-6 annex A: what a Read of them tells. */
const BUILD_NODES: Readonly<Record<string, 'vendor' | 'model' | 'software'>> = {
  'i=2261': 'model',
  'i=2263': 'vendor',
  'i=2264': 'software',
};
const STATUS_NODES = ['i=2256', 'i=2260'];
/** Requests longer than this name many nodes and are not looked through. */
const READ_BYTES_MAX = 1_024;

/**
 * The certificate in the security header of an OPN, which stands in the clear: its hosts are the
 * machine, its subject the application (OPC 10000-6 §6.7.2.3 and §6.2.2).
 */
export function tellCertificate(
  context: PduContext,
  bytes: Uint8Array,
  at: number,
  end: number,
): void {
  if (at + 16 > end) return;
  const from = at + 16 + unsigned32le(bytes, at + 12);
  if (from + 4 > end) return;
  const length = unsigned32le(bytes, from);
  if (length > end - from - 4) return;
  const names = certificateNames(bytes, from + 4, from + 4 + length);
  if (names === null) return;
  for (const host of names.hosts) context.sighting('name', host);
  const told = `certificate ${names.subject} issued by ${names.issuer}`;
  context.sighting('description', told);
}

/** What a request tells about the client, or a server that registers. */
export function tellClient(context: PduContext, request: Exchange, type: number): void {
  if (type !== SERVICE.createSession && type !== SERVICE.activateSession) {
    if (type === REGISTER_SERVER) tellRegistered(context, request);
    return;
  }
  const body = requestBody(request);
  if (body === null) return;
  if (type === SERVICE.createSession) {
    return tellApplication(context, readApplication(body));
  }
  context.sighting('user', readIdentity(body).user);
}

function tellApplication(context: PduContext, { name, product, role }: Application): void {
  context.sighting('description', name);
  context.sighting('software', product);
  context.sighting('role', `opcua-${role.replaceAll('_', '-')}`);
}

function tellRegistered(context: PduContext, request: Exchange): void {
  const body = requestBody(request);
  if (body === null) return;
  body.string();
  context.sighting('software', body.string());
  const names = body.count();
  if (names > 0) context.sighting('description', body.localizedText());
  context.sighting('role', 'opcua-server');
}

/** What the response `bytes[at..end)` tells about the server. */
export function tellServer(
  context: PduContext,
  request: Exchange,
  bytes: Uint8Array,
  at: number,
  end: number,
  type: number,
): void {
  const service = requestOf(type);
  if (service !== GET_ENDPOINTS && service !== SERVICE.createSession) {
    if (service === SERVICE.read) tellRead(context, request, bytes, at, end);
    return;
  }
  const body = new Decoder(bytes, at + BODY_AT, end);
  skipResponseHeader(body);
  if (service === SERVICE.createSession) {
    body.nodeId();
    body.nodeId();
    body.take(8);
    body.byteString();
    body.byteString();
  }
  if (body.count() > 0) tellApplication(context, readEndpoint(body).server);
}

/** Whether a request may name a node from 2256 to 2264: in the four byte form of a node id. */
function asksForIdentity(request: Exchange): boolean {
  const { request: bytes, requestBytes } = request;
  if (requestBytes > READ_BYTES_MAX) return false;
  for (let i = BODY_AT; i + 4 <= requestBytes; i++) {
    if (bytes[i + 3] !== 0x08 || bytes[i] !== 1 || bytes[i + 1] !== 0) continue;
    if (bytes[i + 2]! >= 0xd0 && bytes[i + 2]! <= 0xd8) return true;
  }
  return false;
}

function tellRead(
  context: PduContext,
  request: Exchange,
  bytes: Uint8Array,
  at: number,
  end: number,
): void {
  if (!asksForIdentity(request)) return;
  const asked = requestBody(request);
  if (asked === null) return;
  const body = new Decoder(bytes, at + BODY_AT, end);
  skipResponseHeader(body);
  asked.take(12);
  const results = Math.min(asked.count(), body.count());
  for (let i = 0; i < results && !body.broken && !asked.broken; i++) {
    tellResult(context, readAttributeObject(asked, true), body);
  }
}

function tellResult(context: PduContext, object: string, body: Decoder): void {
  const mask = body.byte();
  if ((mask & 0x01) !== 0) {
    if (STATUS_NODES.includes(object) && body.bytes[body.at] === 22) {
      body.byte();
      const info = buildInfoOf(body.bytes, body.extensionObject());
      context.sighting('vendor', info?.manufacturer ?? '');
      context.sighting('model', info?.product ?? '');
      context.sighting('software', info?.version ?? '');
    } else {
      const values: (string | number | boolean)[] = [];
      readVariant(body, values);
      const field = BUILD_NODES[object];
      if (field !== undefined) context.sighting(field, String(values[0] ?? ''));
    }
  }
  if ((mask & 0x02) !== 0) body.take(4);
  skipStamps(body, mask);
}
