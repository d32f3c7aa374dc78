import { assert } from '@bulkhead/kernel';
import type { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler';

/** A folder that does not exist: the compiler has no file to read, whatever a document says. */
const NO_WORKSPACE = '/bulkhead-has-no-workspace';
/** Renders after which the compiler forgets what it kept of one: at once, to bound memory. */
const CACHE_AGE_MAX = 0;

/** One for the process: each holds all faces. It carries nothing from report to report. */
let compiling: Promise<NodeCompiler> | undefined;

/** Loaded when first needed: it is a large native part that a page of HTML does not want. */
async function loadCompiler(): Promise<NodeCompiler> {
  const { NodeCompiler } = await import('@myriaddreamin/typst-ts-node-compiler');
  return NodeCompiler.create({ workspace: NO_WORKSPACE });
}

/**
 * Typst source as PDF/A-2b. The same source and timestamp give the same bytes. The compiler and its
 * faces come with its package, so this needs no network and no fonts of the machine.
 */
export async function compilePdf(source: string, madeAtSeconds: number): Promise<Uint8Array> {
  assert(Number.isSafeInteger(madeAtSeconds), 'a report is made at a whole second');
  compiling ??= loadCompiler();
  const compiler = await compiling;
  const pdf = compiler.pdf(
    { mainFileContent: source },
    { pdfStandard: 'a-2b', creationTimestamp: madeAtSeconds },
  );
  const bytes = Uint8Array.from(pdf);
  compiler.evictCache(CACHE_AGE_MAX);
  return bytes;
}
