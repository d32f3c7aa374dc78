import { useQuery } from '@tanstack/react-query';
import type { Entry } from '@bulkhead/model';
import type { ReactNode } from 'react';
import type { ProvenEntry } from '../../client.ts';
import { entryQuery, packetsQuery } from '../../queries.ts';
import { EntryLink } from '../../ui/cites.tsx';
import { Shape } from '../../ui/mark.tsx';
import { Facts } from '../../ui/panel.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { capital, Loaded } from '../../ui/state.tsx';
import { Instant } from '../../ui/time.tsx';
import { Verbatim } from '../../ui/verbatim.tsx';
import { idWords, roleWords } from '../../ui/words.ts';
import { PacketPair } from '../incident/packet-pair.tsx';
import { bodyFields } from './body-fields.ts';
import { canonicalText, keyOf, leafOf, verifyEntry, type Check } from './verify.ts';

/** One entry of the journal: what it says, its bytes, and what this browser verified of it. */
export function EntrySheet(props: {
  readonly sequence: number;
  readonly onClose: () => void;
}): ReactNode {
  const { sequence, onClose } = props;
  const query = useQuery(entryQuery(sequence));
  return (
    <Sheet title={`Entry ${sequence}`} wide onClose={onClose}>
      <Loaded query={query} what={`entry ${sequence}`}>
        {(given) => (
          <>
            <About entry={given.entry} last={given.inclusion.size - 1} />
            <Verified given={given} />
            <Packets entry={given.entry} />
            <Bytes given={given} />
          </>
        )}
      </Loaded>
    </Sheet>
  );
}

function actorWords({ actor }: Entry): string {
  if (actor.kind === 'system') return `Bulkhead, ${idWords(actor.part)}`;
  const roles = actor.roles.map(roleWords).join(', ');
  return roles === '' ? actor.name : `${actor.name}, ${roles}`;
}

function About(props: { readonly entry: Entry; readonly last: number }): ReactNode {
  const { entry, last } = props;
  const said = bodyFields(entry.body).map(
    ({ name, text }) => [name, <span key={name}>{text}</span>] as const,
  );
  return (
    <>
      <p className="row-line">
        <strong>{capital(idWords(entry.body.kind))}</strong>
        <span>
          <Instant at={entry.at} />, by {actorWords(entry)}
        </span>
        {entry.cause !== null && (
          <span>
            follows by rule from <EntryLink sequence={entry.cause}>entry {entry.cause}</EntryLink>
          </span>
        )}
        <span className="entry-steps">
          {entry.sequence > 0 && <EntryLink sequence={entry.sequence - 1}>entry before</EntryLink>}
          <span> </span>
          {entry.sequence < last && <EntryLink sequence={entry.sequence + 1}>next entry</EntryLink>}
        </span>
      </p>
      <Facts items={said} />
    </>
  );
}

/** Three checks of this browser, each with its shape and word. */
function Verified({ given }: { readonly given: ProvenEntry }): ReactNode {
  const { sequence } = given.entry;
  const first = useQuery(entryQuery(0));
  const before = useQuery({ ...entryQuery(Math.max(0, sequence - 1)), enabled: sequence > 0 });
  const fetched = first.data !== undefined && (sequence === 0 || before.data !== undefined);
  const checks = useQuery({
    queryKey: ['verified', sequence, given.checkpoint],
    queryFn: () =>
      verifyEntry(
        given,
        sequence === 0 ? null : (before.data?.entry ?? null),
        first.data === undefined ? '' : keyOf(first.data.entry),
      ),
    enabled: fetched,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const failed = first.error ?? before.error ?? checks.error;
  return (
    <section className="verified" aria-label="Verified in this browser">
      <h3>Verified in this browser</h3>
      {failed !== null && <p>It could not be verified: {failed.message}</p>}
      {failed === null && checks.data === undefined && <p className="muted">Verifying</p>}
      <ul>
        {checks.data?.map((check) => (
          <CheckLine key={check.what} check={check} />
        ))}
      </ul>
      {first.data !== undefined && (
        <p className="muted">
          Compare the key with the one that was noted when the journal was opened:{' '}
          <code>{keyOf(first.data.entry)}</code>
        </p>
      )}
    </section>
  );
}

function CheckLine({ check }: { readonly check: Check }): ReactNode {
  return (
    <li className={check.holds ? 'check' : 'check check-broken'}>
      <Shape tone={check.holds ? 'plain' : 'critical'} />
      <span>
        <strong>{check.what}</strong>: {check.holds ? 'holds' : 'does not hold'}.{' '}
        <span className="muted">{check.detail}</span>
      </span>
    </li>
  );
}

/** Of an alert, the packets themselves. */
function Packets({ entry }: { readonly entry: Entry }): ReactNode {
  const { body } = entry;
  if (body.kind !== 'alert-raised' && body.kind !== 'alert-repeated') return null;
  return <AlertPackets alertId={body.alert.id} />;
}

function AlertPackets({ alertId }: { readonly alertId: string }): ReactNode {
  const query = useQuery(packetsQuery(alertId));
  return (
    <section aria-label="Packets that it cites">
      <h3>Packets that it cites</h3>
      <Loaded query={query} what="the packets">
        {(data) => <PacketPair data={data} />}
      </Loaded>
    </section>
  );
}

function Bytes({ given }: { readonly given: ProvenEntry }): ReactNode {
  const { entry, inclusion, checkpoint } = given;
  return (
    <>
      <section aria-label="Canonical JSON">
        <h3>The bytes that were hashed, canonical JSON</h3>
        <Verbatim label={`Canonical JSON of entry ${entry.sequence}`} text={canonicalText(entry)} />
      </section>
      <details>
        <summary>Digests and proof</summary>
        <Facts
          items={[
            ['leaf', <code key="leaf">{leafOf(entry)}</code>],
            ['previous', <code key="previous">{entry.previous}</code>],
            ['index, size', `${inclusion.index} of ${inclusion.size}`],
            ['root', <code key="root">{inclusion.root}</code>],
            [
              'proof',
              <code key="proof" className="proof">
                {inclusion.proof.join(' ') || 'none needed'}
              </code>,
            ],
          ]}
        />
        <Verbatim label="Signed checkpoint" text={checkpoint} />
      </details>
    </>
  );
}
