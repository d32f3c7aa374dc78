import type { ReactNode } from 'react';
import { useNow } from '../../ui/clock.ts';
import { useStream } from '../../stream.ts';
import { Shape } from '../../ui/mark.tsx';
import { Instant, Lasting } from '../../ui/time.tsx';

/** One word on whether what is shown is live. */
export function StreamBadge(): ReactNode {
  const { state } = useStream();
  const words = { live: 'Live', connecting: 'Connecting', lost: 'Not live' };
  return (
    <span className={`badge stream-${state}`}>
      <Shape tone={state === 'lost' ? 'attention' : 'plain'} />
      {words[state]}
    </span>
  );
}

/** A gap shorter than this is a change of session or of network, not worth a notice. */
const NOTICED_MS = 3_000;

/** Over the page while the stream is lost: since when, and what is still true. */
export function StreamLost(): ReactNode {
  const { state, sinceMs } = useStream();
  const noticed = useNow((nowMs) => state === 'lost' && nowMs - sinceMs >= NOTICED_MS);
  if (!noticed) return null;
  return (
    <output className="stream-lost">
      <Shape tone="attention" />
      <span>
        <strong>
          Not live for <Lasting sinceMs={sinceMs} />
        </strong>{' '}
        (since <Instant at={new Date(sinceMs).toISOString()} />
        ). What you see is as it was then. The page connects again by itself; until then use radio
        or telephone for what cannot wait.
      </span>
    </output>
  );
}
