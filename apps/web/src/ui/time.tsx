import { createContext, useContext, type ReactNode } from 'react';
import { useNow } from './clock.ts';
import { durationText, instantText, sinceText, untilText, urgency, utcText } from './duration.ts';

/** The plant's time zone, in which every instant on the screen is told. */
export const TimeZone = createContext('UTC');

/** The plant's IANA time zone; `UTC` until it is known. */
export function useTimeZone(): string {
  return useContext(TimeZone);
}

interface TimeProps {
  /** ISO 8601. */
  readonly at: string;
  readonly large?: boolean;
}

/** An instant alone, in the plant's zone; UTC on hover. */
export function Instant(props: { readonly at: string; readonly bare?: boolean }): ReactNode {
  const { at, bare = false } = props;
  const zone = useTimeZone();
  const atMs = Date.parse(at);
  const text = useNow((nowMs) => instantText(atMs, nowMs, zone, bare));
  if (Number.isNaN(atMs)) return <span className="instant">{at}</span>;
  return (
    <time className="instant" dateTime={at} title={utcText(atMs)}>
      {text}
    </time>
  );
}

/** How long ago, and the instant. */
export function Since({ at, large = false }: TimeProps): ReactNode {
  const text = useNow((nowMs) => sinceText(Date.parse(at), nowMs));
  return (
    <span className={large ? 'twice twice-large' : 'twice'}>
      <span className="relative">{text}</span> <Instant at={at} />
    </span>
  );
}

/** Time left until a deadline, counting down in place, and the instant. */
export function Until({ at, large = false }: TimeProps): ReactNode {
  const atMs = Date.parse(at);
  const text = useNow((nowMs) => untilText(atMs, nowMs));
  const near = useNow((nowMs) => urgency(atMs, nowMs));
  return (
    <span className={large ? 'twice twice-large' : 'twice'}>
      <span className={`relative until-${near}`}>{text}</span> <Instant at={at} />
    </span>
  );
}

/** For how long something has lasted, without the instant. */
export function Lasting({ sinceMs }: { readonly sinceMs: number }): ReactNode {
  const text = useNow((nowMs) => durationText(Math.max(0, nowMs - sinceMs)));
  return <span className="relative">{text}</span>;
}

/** A span of time as an interval: first and last seen. */
export function Interval(props: { readonly from: string; readonly to: string }): ReactNode {
  if (props.from === props.to) return <Instant at={props.from} />;
  return (
    <span className="interval">
      <Instant at={props.from} bare /> to <Instant at={props.to} />
    </span>
  );
}
