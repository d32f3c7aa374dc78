import type { SituationView } from '@bulkhead/model';
import type { ReactNode } from 'react';
import { Shape } from '../../ui/mark.tsx';
import { Facts } from '../../ui/panel.tsx';
import { Instant, Since } from '../../ui/time.tsx';
import { useWho } from '../session/who.ts';
import { skipWords } from './skip-words.ts';

type SensingState = SituationView['sensing'];

const WORDS: Record<SensingState['state'], string> = {
  receiving: 'Receiving packets.',
  silent: 'The sensor is silent. What happens on the network now is not seen.',
  finished: 'The capture was read to its end. Nothing new is seen.',
  none: 'No sensor. Give Bulkhead a capture or an interface to see the network.',
};

const REPLAY_WAITS = 'The replay of a recorded attack starts in a moment.';

/** What the sensor sees, and what it does not. */
export function Sensing({ sensing }: { readonly sensing: SensingState }): ReactNode {
  const skipped = Object.entries(sensing.skipped).filter(([, count]) => count > 0);
  const isReplayDue = useWho().demo !== null && sensing.state === 'none';
  const blind = !isReplayDue && (sensing.state === 'silent' || sensing.state === 'none');
  return (
    <div className={blind ? 'sensing sensing-blind' : 'sensing'}>
      <p>
        {blind && <Shape tone="attention" />} {isReplayDue ? REPLAY_WAITS : WORDS[sensing.state]}
      </p>
      <Facts
        items={[
          ['source', sensing.source === '' ? 'none' : sensing.source],
          ['packets', sensing.packets.toLocaleString()],
          ['operations', sensing.operations.toLocaleString()],
          [
            'last packet',
            sensing.lastPacketAt === null ? 'none' : <LastPacket key="last" view={sensing} />,
          ],
          [
            'no operation from',
            skipped.length === 0
              ? '0'
              : skipped
                  .map(([why, count]) => `${skipWords(why)}: ${count.toLocaleString()}`)
                  .join(', '),
          ],
          ['shed', `${sensing.shed.toLocaleString()}${sensing.shed > 0 ? ', under load' : ''}`],
        ]}
      />
    </div>
  );
}

/** A capture's own time may be long ago while it is played back; then only the instant is told. */
function LastPacket({ view }: { readonly view: SensingState }): ReactNode {
  if (view.lastPacketAt === null) return null;
  return view.state === 'finished' ? (
    <Instant at={view.lastPacketAt} />
  ) : (
    <Since at={view.lastPacketAt} />
  );
}

/** The journal that everything on the screen is a view of. */
export function JournalLine({
  journal,
}: {
  readonly journal: SituationView['journal'];
}): ReactNode {
  return (
    <p className="journal-line muted">
      Journal <code>{journal.origin}</code>, {journal.entries.toLocaleString()} entries, root{' '}
      <code title={journal.root}>{journal.root.slice(0, 16)}</code>, as of{' '}
      <Instant at={journal.at} />
    </p>
  );
}
