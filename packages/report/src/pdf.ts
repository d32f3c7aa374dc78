import { assert } from '@bulkhead/kernel';

/** A folder that does not exist: the compiler has no file to read, whatever a document says. */
const NO_WORKSPACE = '/bulkhead-has-no-workspace';
/** Renders after which the compiler may forget what it kept of earlier ones. */
const CACHE_AGE_MAX = 2;

/**
 * Typst source as PDF/A-2b. The same source and timestamp give the same bytes. The compiler and its
 * faces come with its package, so this needs no network and no fonts of the machine.
 */
export async function compilePdf(source: string, madeAtSeconds: number): Promise<Uint8Array> {
  assert(Number.isSafeInteger(madeAtSeconds), 'a report is made at a whole second');
  // Loaded when first needed: it is a large native part that a page of HTML does not want.
  const { NodeCompiler } = await import('@myriaddreamin/typst-ts-node-compiler');
  const compiler = NodeCompiler.create({ workspace: NO_WORKSPACE });
  const pdf = compiler.pdf(
    { mainFileContent: source },
    { pdfStandard: 'a-2b', creationTimestamp: madeAtSeconds },
  );
  const bytes = Uint8Array.from(pdf);
  compiler.evictCache(CACHE_AGE_MAX);
  return bytes;
}
