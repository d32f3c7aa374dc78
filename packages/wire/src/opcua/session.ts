import type { Decoder } from './decoder.ts';
import { Decoder as Body } from './decoder.ts';
import type { Reader } from './told.ts';

/** OPC 10000-4 §7.20. */
const SECURITY_MODES = ['Invalid', 'None', 'Sign', 'SignAndEncrypt'];
/** OPC 10000-4 §7.42. */
const TOKEN_TYPES = ['anonymous', 'user_name', 'certificate', 'issued_token'];
/** OPC 10000-4 §7.2. */
const APPLICATION_TYPES = ['server', 'client', 'client_and_server', 'discovery_server'];
/** Node ids of the encodings of user identity tokens, OPC 10000-6 annex A. */
const TOKENS: Readonly<Record<string, string>> = {
  'i=321': 'anonymous',
  'i=324': 'user_name',
  'i=327': 'certificate',
  'i=940': 'issued_token',
};
/** Texts kept of a list. */
const TEXTS_MAX = 8;

/** What an application says about itself, OPC 10000-4 §7.2. */
export interface Application {
  readonly uri: string;
  readonly product: string;
  readonly name: string;
  readonly role: string;
  readonly urls: readonly string[];
}

/** Who a session acts for. */
export interface Identity {
  readonly kind: string;
  readonly user: string;
  /** A password that the token itself does not encrypt. */
  readonly plain: boolean;
}

export function securityMode(mode: number): string {
  return SECURITY_MODES[mode] ?? `mode_${mode}`;
}

/** The last part of a security policy's URI. */
export function policyName(uri: string): string {
  return uri.slice(uri.lastIndexOf('#') + 1);
}

export function readApplication(decoder: Decoder): Application {
  const uri = decoder.string();
  const product = decoder.string();
  const name = decoder.localizedText();
  const type = decoder.uint32();
  decoder.string();
  decoder.string();
  const urls = decoder.strings(TEXTS_MAX);
  return { uri, product, name, role: APPLICATION_TYPES[type] ?? `type_${type}`, urls };
}

interface EndpointDescription {
  readonly url: string;
  readonly server: Application;
  readonly mode: string;
  readonly policy: string;
  readonly tokens: readonly string[];
}

/** OPC 10000-4 §7.14. */
export function readEndpoint(decoder: Decoder): EndpointDescription {
  const url = decoder.string();
  const server = readApplication(decoder);
  decoder.byteString();
  const mode = securityMode(decoder.uint32());
  const policy = policyName(decoder.string());
  const tokens: string[] = [];
  for (let left = decoder.count(); left > 0 && !decoder.broken; left--) {
    decoder.string();
    const type = decoder.uint32();
    if (tokens.length < TEXTS_MAX) tokens.push(TOKEN_TYPES[type] ?? `token_${type}`);
    decoder.strings(0);
    decoder.string();
    decoder.string();
  }
  decoder.string();
  decoder.byte();
  return { url, server, mode, policy, tokens };
}

/** FindServers, OPC 10000-4 §5.5.2: the servers found are items. */
export const readFindServers: Reader = (request, response, told) => {
  told.object = request === null ? 'servers' : `endpoint/${request.string()}`;
  const servers = response === null ? 0 : response.count();
  for (let i = 0; i < servers && !response!.broken; i++) {
    const { uri, product, name, role } = readApplication(response!);
    told.add(uri, [name, product, role]);
  }
};

export const readFindServersOnNetwork: Reader = (_, response, told) => {
  told.object = 'servers';
  if (response === null) return;
  response.take(8);
  for (let left = response.count(); left > 0 && !response.broken; left--) {
    response.take(4);
    const name = response.string();
    told.add(response.string(), [name]);
    response.strings(0);
  }
};

/** GetEndpoints, §5.5.4: each endpoint with its policy, mode and identity tokens is an item. */
export const readGetEndpoints: Reader = (request, response, told) => {
  told.object = request === null ? 'endpoints' : `endpoint/${request.string()}`;
  for (let left = response?.count() ?? 0; left > 0 && !response!.broken; left--) {
    const { url, mode, policy, tokens } = readEndpoint(response!);
    told.add(url, [`policy/${policy}`, `mode/${mode}`, ...tokens]);
  }
};

/** RegisterServer and RegisterServer2, §5.5.5 and §5.5.6. */
export const readRegisterServer: Reader = (request, _, told) => {
  told.object = 'server';
  if (request === null) return;
  const uri = request.string();
  const product = request.string();
  const names: string[] = [];
  for (let left = request.count(); left > 0 && !request.broken; left--) {
    names.push(request.localizedText());
  }
  request.take(4);
  request.string();
  const urls = request.strings(TEXTS_MAX);
  request.string();
  told.object = `server/${uri}`;
  told.values = [
    product,
    ...names.slice(0, TEXTS_MAX),
    ...urls,
    request.boolean() ? 'online' : 'offline',
  ];
};

/** OPC 10000-4 §5.6.2: version, issue or renew, mode, nonce, lifetime in ms. */
export const readOpenChannel: Reader = (request, _, told) => {
  if (request === null) return;
  request.take(4);
  const renews = request.uint32() === 1;
  const mode = securityMode(request.uint32());
  request.byteString();
  told.values = [`mode/${mode}`, renews ? 'renew' : 'issue', request.uint32()];
};

export const readCreateSession: Reader = (request, _, told) => {
  told.object = 'session';
  if (request === null) return;
  const client = readApplication(request);
  request.string();
  const url = request.string();
  told.object = `session/${request.string()}`;
  told.values = [client.uri, url];
};

/** ActivateSession, §5.6.3: signature, software certificates, locales, then the identity. */
export function readIdentity(request: Decoder): Identity {
  request.string();
  request.byteString();
  for (let left = request.count(); left > 0 && !request.broken; left--) {
    request.byteString();
    request.byteString();
  }
  request.strings(0);
  const token = request.extensionObject();
  const kind = TOKENS[token.type] ?? (token.type === 'i=0' ? 'anonymous' : token.type);
  if (kind !== 'user_name') return { kind, user: '', plain: false };
  const body = new Body(request.bytes, token.at, token.end);
  body.string();
  const user = body.string();
  body.byteString();
  return { kind, user, plain: body.string() === '' };
}

export const readActivateSession: Reader = (request, _, told) => {
  told.object = 'identity';
  if (request === null) return;
  const { kind, user, plain } = readIdentity(request);
  told.object = user === '' ? `identity/${kind}` : `identity/${kind}/${user}`;
  if (plain) told.values = ['password_not_encrypted'];
};

export const readCloseSession: Reader = (request, _, told) => {
  told.object = 'session';
  if (request !== null) told.values = request.boolean() ? ['delete_subscriptions'] : [];
};

export const readCancel: Reader = (request, _, told) => {
  told.object = 'request';
  if (request === null) return;
  told.address = request.uint32();
  told.object = `request/${told.address}`;
};
