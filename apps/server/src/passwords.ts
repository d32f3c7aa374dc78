import { hash, type Options, verify } from '@node-rs/argon2';
import { COMMON_WORDS } from './common-words.ts';

/** NIST SP 800-63B-4 §3.1.1 asks for 15 where nothing else is asked, 8 beside a second factor. */
export const PASSWORD_CHARACTERS_MIN = 12;
export const PASSWORD_CHARACTERS_MAX = 256;
const DISTINCT_CHARACTERS_MIN = 5;
/** Shorter parts of a name are found in too many good passwords. */
const NAME_PART_CHARACTERS_MIN = 4;

/**
 * OWASP Password Storage Cheat Sheet: argon2id, 19 MiB, 2 passes, 1 lane. Argon2id is the module's
 * default and cannot be named: its const enum is nothing that type stripping can read.
 */
const COST: Options = {
  memoryCost: 19_456,
  timeCost: 2,
  parallelism: 1,
};

/** The PHC string of a password. */
export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize('NFKC'), COST);
}

/**
 * Whether the password is the one of the hash. Without a hash the same work is done on `decoy`, so
 * that the time tells nobody which accounts exist.
 */
export async function isPassword(
  phc: string | null,
  decoy: string,
  password: string,
): Promise<boolean> {
  const matches = await verify(phc ?? decoy, password.normalize('NFKC'));
  return matches && phc !== null;
}

/** Why a new password is not taken, or undefined where it is. */
export function passwordFault(password: string, person: string, name: string): string | undefined {
  const plain = password.normalize('NFKC').toLowerCase();
  if (Array.from(plain).length < PASSWORD_CHARACTERS_MIN) {
    return `The password needs at least ${PASSWORD_CHARACTERS_MIN} characters; a few words do.`;
  }
  if (password.length > PASSWORD_CHARACTERS_MAX) {
    return `The password has more than ${PASSWORD_CHARACTERS_MAX} characters.`;
  }
  if (new Set(plain).size < DISTINCT_CHARACTERS_MIN) return 'The password repeats too few signs.';
  const letters = plain.replace(/[^\p{L}]/gu, '');
  const nameParts = [person, ...person.split('-'), ...name.toLowerCase().split(/\s+/)].filter(
    (part) => part.length >= NAME_PART_CHARACTERS_MIN,
  );
  if (nameParts.some((part) => plain.includes(part))) {
    return 'The password holds the name of the person.';
  }
  if (letters === '' || COMMON_WORDS.has(letters) || COMMON_WORDS.has(plain)) {
    return 'The password is one of those that are tried first.';
  }
  return undefined;
}
