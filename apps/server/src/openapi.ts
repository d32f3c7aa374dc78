import { z } from 'zod';
import { type FailureCode, STATUS } from './failure.ts';
import { isMedia, type Route } from './route.ts';

type Schema = Record<string, unknown>;

/** Codes that any route of an access level may answer with. */
export function failuresOf(route: Route): readonly FailureCode[] {
  const codes: FailureCode[] = [...route.refusals, 'invalid_request', 'foreign_host'];
  if (route.method !== 'GET') codes.push('foreign_origin', 'missing_header', 'too_large');
  if (route.permission !== 'none') codes.push('not_signed_in');
  if (route.permission !== 'none' && route.permission !== 'signed-in') codes.push('not_permitted');
  return [...new Set(codes)];
}

/** JSON Schema 2020-12 of a schema; schemas with an id are moved to `shared`. */
export function jsonSchema(
  schema: z.ZodType,
  io: 'input' | 'output',
  shared: Map<string, Schema>,
  refPrefix: string,
): Schema {
  const text = JSON.stringify(
    z.toJSONSchema(schema, {
      io,
      override: ({ jsonSchema }) => {
        // zod says so of every value that TypeScript may not change; readers take it for a rule.
        delete jsonSchema.readOnly;
      },
    }),
  ).replaceAll('"#/$defs/', `"${refPrefix}`);
  const { $schema: _, $defs = {}, ...own } = JSON.parse(text) as Schema & { $defs?: Schema };
  for (const [name, item] of Object.entries($defs)) {
    const { id: _id, ...rest } = item as Schema;
    shared.set(name, rest);
  }
  return own;
}

const COMPONENTS = '#/components/schemas/';
const ERROR = { $ref: `${COMPONENTS}Failure` };

function parametersOf(route: Route, shared: Map<string, Schema>): readonly Schema[] {
  const params = jsonSchema(route.params, 'input', shared, COMPONENTS);
  const inPath = Object.entries(params['properties'] ?? {}).map(([name, schema]) => ({
    name,
    in: 'path',
    required: true,
    schema,
  }));
  if (route.method === 'GET') return inPath;
  const header = { name: 'x-bulkhead', in: 'header', required: true, schema: { const: '1' } };
  return [...inPath, header];
}

function operationOf(route: Route, shared: Map<string, Schema>): Schema {
  const responses: Schema = {
    '200': {
      description: 'Done.',
      content: isMedia(route.reply)
        ? { [route.reply.media]: {} }
        : { 'application/json': { schema: jsonSchema(route.reply, 'output', shared, COMPONENTS) } },
    },
  };
  for (const [status, codes] of Object.entries(
    Object.groupBy(failuresOf(route), (code) => STATUS[code]),
  )) {
    const description = codes!.join(', ');
    responses[status] = { description, content: { 'application/json': { schema: ERROR } } };
  }
  const body = jsonSchema(route.body, 'input', shared, COMPONENTS);
  return {
    summary: route.summary,
    parameters: parametersOf(route, shared),
    ...(Object.keys(body['properties'] ?? {}).length === 0
      ? {}
      : { requestBody: { required: true, content: { 'application/json': { schema: body } } } }),
    responses,
    ...(route.permission === 'none' ? {} : { security: [{ session: [] }] }),
    'x-permission': route.permission,
  };
}

/** The OpenAPI 3.1 document of the routes: the same objects that answer. */
export function openApi(routes: readonly Route[], cookieName: string): Schema {
  const shared = new Map<string, Schema>();
  const paths: Record<string, Schema> = {};
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route, shared) };
  }
  shared.set('Failure', {
    type: 'object',
    properties: { code: { enum: Object.keys(STATUS) }, message: { type: 'string' } },
    required: ['code', 'message'],
  });
  return {
    openapi: '3.1.0',
    info: { title: 'Bulkhead', version: '1', description: 'The response plan, running.' },
    paths,
    components: {
      schemas: Object.fromEntries([...shared].toSorted(([a], [b]) => (a < b ? -1 : 1))),
      securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: cookieName } },
    },
  };
}
