import type { Accounts, Documents, Engine } from '@bulkhead/engine';
import type { Clock, Log, Random } from '@bulkhead/kernel';
import type { Actor, EntryOf, Plan, PlanView, SituationView } from '@bulkhead/model';

/** Where the server listens. Port 0 takes a free one. */
export interface Bind {
  /** An address, such as `127.0.0.1`. Any other than a loopback address needs `tls`. */
  readonly host: string;
  readonly port: number;
  /** Names by which browsers reach the server, beside `host`; needed for `0.0.0.0` and `::`. */
  readonly names?: readonly string[];
  readonly tls?: { readonly certFile: string; readonly keyFile: string };
}

/** A sample plant on this machine: whoever opens the start link may take the part of any person. */
export interface DemoOptions {
  /** Person whom the start link signs in. */
  readonly commander: string;
  /** Ids of the plan's people whose parts may be taken, the commander among them. */
  readonly people: readonly string[];
}

/** A rule as its author wrote it, and what it says of itself. */
export interface RuleText {
  /** Relative to the folder of the rules or of the plan, with `/`. */
  readonly file: string;
  readonly text: string;
  readonly title: string;
  readonly description: string;
  readonly falsePositives: readonly string[];
}

/** What the server says of accounts in the journal. */
export type AuditBody = EntryOf<'account-created'> | EntryOf<'signed-in'>;

/** All that the server needs; the composition makes and closes each of them. */
export interface ServerOptions {
  readonly engine: Engine;
  readonly accounts: Accounts;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly plan: Plan;
  readonly planView: () => PlanView;
  readonly documents: Documents;
  /** Undefined where no rule in force has this id. */
  readonly ruleText: (ruleId: string) => RuleText | undefined;
  /** What the sensor has seen so far; asked once a second while a page listens. */
  readonly sensing: () => SituationView['sensing'];
  readonly demo: DemoOptions | null;
  readonly bind: Bind;
  /** Folder of the built pages; it may be missing, then only the interface is served. */
  readonly webFolder: string;
  /** Resolves when the entry is durable: nobody is signed in before that. */
  readonly audit: (body: AuditBody, actor: Actor) => Promise<void>;
}
