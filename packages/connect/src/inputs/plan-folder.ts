import { constants, type Dirent } from 'node:fs';
import { open, readdir, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { fromUtf8 } from '@bulkhead/kernel';
import type { Finding } from '@bulkhead/model';

/** Files that one folder may hold, with all folders below it. */
export const FOLDER_FILES_MAX = 5_000;
/** Entries of any kind that are looked at. */
export const FOLDER_ENTRIES_MAX = 50_000;
export const FOLDER_DEPTH_MAX = 8;
export const FILE_BYTES_MAX = 1_048_576;
export const FOLDER_BYTES_MAX = 33_554_432;
const EXTENSIONS = ['.yaml', '.yml', '.json', '.md', '.txt'];

export interface PlanFolder {
  /** Texts by path relative to the folder, with `/`, in the order of the paths. */
  readonly files: ReadonlyMap<string, string>;
  /** Why a file was left out. An error means that the folder must not be trusted as it is. */
  readonly findings: readonly Finding[];
}

/**
 * Reads the texts (.yaml .yml .json .md .txt) of a plan, or of rules, below `folder`. Other files
 * and hidden ones are passed over. Never throws, never leaves the folder, opens no device and no
 * pipe, and stays within the limits above; what is left out is a finding.
 */
export async function readPlanFolder(folder: string): Promise<PlanFolder> {
  const reader = new FolderReader();
  try {
    const root = await realpath(folder);
    await reader.folder(root, '', 0);
  } catch (error) {
    reader.find(
      'cannot-read',
      '.',
      `The folder cannot be read: ${textOf(error)}.`,
      'Name a folder.',
    );
  }
  const files = new Map([...reader.files].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  return { files, findings: reader.findings };
}

class FolderReader {
  readonly files = new Map<string, string>();
  readonly findings: Finding[] = [];
  #root = '';
  #bytes = 0;
  #entries = 0;
  #full = false;

  async folder(path: string, relative: string, depth: number): Promise<void> {
    if (depth === 0) this.#root = path;
    if (depth > FOLDER_DEPTH_MAX) {
      const message = `Folders nest deeper than ${FOLDER_DEPTH_MAX}.`;
      return this.find('too-much', relative, message, 'Move the files up.');
    }
    const entries = await readdir(path, { withFileTypes: true });
    for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      if (this.#full) return;
      if (++this.#entries > FOLDER_ENTRIES_MAX) return this.#stop('entries', FOLDER_ENTRIES_MAX);
      if (!entry.name.startsWith('.')) await this.#entry(path, relative, entry, depth);
    }
  }

  find(code: string, file: string, message: string, fix: string): void {
    this.findings.push({ code, severity: 'error', file, line: 1, column: 1, message, fix });
  }

  async #entry(path: string, relative: string, entry: Dirent, depth: number): Promise<void> {
    const name = relative === '' ? entry.name : `${relative}/${entry.name}`;
    const at = join(path, entry.name);
    try {
      if (entry.isDirectory()) return await this.folder(at, name, depth + 1);
      const target = entry.isSymbolicLink() ? await realpath(at) : at;
      if (target !== at && !`${target}${sep}`.startsWith(this.#root + sep)) {
        const message = 'This link leads out of the folder.';
        return this.find('link-leaves-folder', name, message, 'Copy the file into the folder.');
      }
      if (target !== at && (await stat(target)).isDirectory()) {
        const message = 'This link leads to a folder, and only links to files are followed.';
        return this.find('link-to-folder', name, message, 'Copy the folder, or remove the link.');
      }
      if (EXTENSIONS.some((extension) => entry.name.endsWith(extension))) {
        await this.#file(target, name);
      }
    } catch (error) {
      this.find('cannot-read', name, `It cannot be read: ${textOf(error)}.`, 'Check its rights.');
    }
  }

  async #file(path: string, name: string): Promise<void> {
    if (this.files.size >= FOLDER_FILES_MAX) return this.#stop('files', FOLDER_FILES_MAX);
    // Not blocking, so that a pipe that was put here does not hold us; then only files are read.
    const handle = await open(
      path,
      constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK,
    );
    try {
      if (!(await handle.stat()).isFile()) {
        return this.find('not-a-file', name, 'It is not a file.', 'Replace it by a text file.');
      }
      // One byte more than allowed tells a file that is too large, whatever its size claims.
      const buffer = new Uint8Array(FILE_BYTES_MAX + 1);
      let length = 0;
      for (;;) {
        const { bytesRead } = await handle.read(buffer, length, buffer.length - length);
        length += bytesRead;
        if (bytesRead === 0 || length === buffer.length) break;
      }
      this.#take(name, buffer.subarray(0, length));
    } finally {
      await handle.close();
    }
  }

  #take(name: string, bytes: Uint8Array): void {
    if (bytes.length > FILE_BYTES_MAX) {
      const message = `The file has more than ${FILE_BYTES_MAX} bytes.`;
      return this.find('too-much', name, message, 'Split the file.');
    }
    if (this.#bytes + bytes.length > FOLDER_BYTES_MAX) return this.#stop('bytes', FOLDER_BYTES_MAX);
    const text = fromUtf8(bytes);
    if (text === undefined) {
      return this.find('not-utf-8', name, 'The file is not UTF-8 text.', 'Save it as UTF-8.');
    }
    this.#bytes += bytes.length;
    this.files.set(name, text.replace(/^\uFEFF/, ''));
  }

  #stop(what: string, max: number): void {
    this.#full = true;
    const message = `The folder holds more than ${max} ${what}; the rest was not read.`;
    this.find('too-much', '.', message, 'Name a smaller folder.');
  }
}

function textOf(error: unknown): string {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  switch (code) {
    case 'ENOENT':
      return 'there is none';
    case 'ENOTDIR':
      return 'it is not a folder';
    case 'EACCES':
      return 'permission is denied';
    case 'ELOOP':
      return 'the link leads in a circle';
    default:
      return code ?? String(error);
  }
}
