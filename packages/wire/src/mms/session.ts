import { BoundedMap } from '../bounded-map.ts';
import type { Exchange } from '../flow/flow.ts';
import { Skips } from '../packet/skips.ts';
import type { PduContext } from '../protocol.ts';

/** Files and uploads that are remembered of one connection. */
const HANDLES_MAX = 16;
/** Lists of variables that are remembered of one connection, and members of one. */
const LISTS_MAX = 64;
export const MEMBERS_MAX = 512;
/** Commands that failed and were not answered yet, of one connection. */
const CAUSES_MAX = 16;
/** Reports whose data sets are remembered of one connection. */
const REPORTS_MAX = 256;

const NONE: readonly string[] = [];

/** What the state machines of one connection stand for, by their identifiers. */
export class MmsSession {
  readonly #names: BoundedMap<string, string>;
  readonly #causes: BoundedMap<string, string>;
  readonly #sets: BoundedMap<string, string>;
  readonly #lists: BoundedMap<string, readonly string[]>;

  constructor({ skips }: Pick<PduContext, 'skips'>) {
    this.#names = new BoundedMap(HANDLES_MAX, skips);
    this.#causes = new BoundedMap(CAUSES_MAX, skips);
    this.#sets = new BoundedMap(REPORTS_MAX, skips);
    this.#lists = new BoundedMap(LISTS_MAX, skips);
  }

  remember(kind: string, id: number, name: string): void {
    this.#names.set(`${kind}/${id}`, name);
  }

  /** Why a command fails; its refusal, which follows, does not say it. */
  rememberCause(object: string, cause: string): void {
    this.#causes.set(object, cause);
  }

  causeOf(object: string): string {
    return this.#causes.get(object) ?? '';
  }

  /** A command was answered: what was said of it holds no longer. */
  forgetCauses(): void {
    if (this.#causes.size > 0) this.#causes.clear();
  }

  /** The data set of a report, by the identifier that the report bears. */
  rememberSet(report: string, set: string): void {
    this.#sets.set(report, set);
  }

  setOf(report: string): string {
    return this.#sets.get(report) ?? '';
  }

  /** The members of a named variable list, a data set of IEC 61850. */
  rememberList(list: string, members: readonly string[]): void {
    if (list !== '' && members.length > 0) this.#lists.set(list, members);
  }

  membersOf(list: string): readonly string[] {
    return this.#lists.get(list) ?? NONE;
  }

  /** `file/COMTRADE/1.cfg`; the kind and number where what it stands for was not seen. */
  nameOf(kind: string, id: number): string {
    return this.#names.get(`${kind}/${id}`) ?? `${kind}/${id}`;
  }
}

const UNKNOWN = new MmsSession({ skips: new Skips() });

/** The same for somebody who reads an operation. */
export function sessionOfExchange({ flow, protocol }: Exchange): MmsSession {
  const known = flow.states[protocol];
  return known instanceof MmsSession ? known : UNKNOWN;
}
