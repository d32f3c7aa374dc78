/** What one part of the tree may import. */
export interface Layer {
  /** Its own folder. */
  readonly folder: string;
  /** Parts of Bulkhead, by the names of this map. */
  readonly may: readonly string[];
  /** Packages from outside. */
  readonly libraries: readonly string[];
  /** `none`: pure. `node`: may use Node's built-ins. `sockets`: may also use the network. */
  readonly builtIns: 'none' | 'node' | 'sockets' | 'browser';
}

const ground = ['kernel', 'model'] as const;
const stages = [
  ...ground,
  'wire',
  'detect',
  'plan',
  'playbook',
  'obligations',
  'ledger',
  'report',
] as const;
const libraries = [...stages, 'engine', 'store', 'connect'] as const;

function pure(name: string, may: readonly string[], outside: readonly string[] = []): Layer {
  return { folder: `packages/${name}`, may, libraries: outside, builtIns: 'none' };
}

/**
 * The whole dependency graph. `docs/ARCHITECTURE.md` prints it and a test keeps the two alike. Type
 * imports and dynamic imports count. There is no list of exceptions.
 */
export const LAYERS: Readonly<Record<string, Layer>> = {
  kernel: pure('kernel', []),
  model: pure('model', ['kernel'], ['zod']),
  wire: pure('wire', ground),
  detect: pure('detect', ground, ['yaml', 're2js']),
  plan: pure('plan', ground, ['yaml', 'zod']),
  playbook: pure('playbook', ground, ['yaml', 'zod']),
  obligations: pure('obligations', ground, ['zod']),
  ledger: pure('ledger', ground, ['zod']),
  report: pure('report', ground, ['@myriaddreamin/typst-ts-node-compiler']),
  engine: pure('engine', stages, ['zod']),
  store: { folder: 'packages/store', may: [...ground, 'engine'], libraries: [], builtIns: 'node' },
  connect: {
    folder: 'packages/connect',
    may: [...ground, 'playbook'],
    libraries: ['zod'],
    builtIns: 'sockets',
  },
  sim: {
    folder: 'packages/sim',
    may: libraries,
    libraries: ['modbus-serial'],
    builtIns: 'sockets',
  },
  testkit: {
    folder: 'packages/testkit',
    may: [...libraries, 'sim'],
    libraries: ['vitest', 'fast-check'],
    builtIns: 'sockets',
  },
  server: {
    folder: 'apps/server',
    may: [...ground, 'engine'],
    libraries: ['fastify', '@fastify/cookie', '@fastify/static', '@node-rs/argon2', 'zod'],
    builtIns: 'sockets',
  },
  cli: {
    folder: 'apps/cli',
    may: [...ground, 'engine', 'store', 'connect', 'sim', 'server'],
    libraries: ['commander', 'vite', 'zod'],
    builtIns: 'sockets',
  },
  web: {
    folder: 'apps/web',
    may: [...ground, 'ledger', 'obligations', 'plan'],
    libraries: [
      'react',
      'react-dom',
      '@tanstack/react-query',
      '@tanstack/react-router',
      'radix-ui',
      'vite',
      '@vitejs/plugin-react',
      'zod',
    ],
    builtIns: 'browser',
  },
};

/** Built-ins that reach the network. Only parts marked `sockets` may name them. */
export const NETWORK_BUILT_INS: ReadonlySet<string> = new Set([
  'node:net',
  'node:tls',
  'node:http',
  'node:https',
  'node:http2',
  'node:dgram',
  'node:dns',
]);
