import { useQuery } from '@tanstack/react-query';
import { Link, Navigate, Outlet } from '@tanstack/react-router';
import { useEffect, useState, type ReactNode } from 'react';
import { sessionQuery, situationQuery } from '../../queries.ts';
import { followStream } from '../../stream.ts';
import { TimeZone } from '../../ui/time.tsx';
import { Toast } from '../../ui/toast.tsx';
import { Palette } from '../palette/palette.tsx';
import { DemoBanner } from '../session/demo-banner.tsx';
import { Who } from '../session/who.ts';
import { OpenEntry } from '../entry/open-entry.tsx';
import { Announcer } from './announcer.tsx';
import { KeysHelp } from './keys-help.tsx';
import { StreamBadge, StreamLost } from './stream-badge.tsx';
import { UserMenu } from './user-menu.tsx';
import { useKeys } from './use-keys.ts';

/** What surrounds every page once somebody is signed in. */
export function Shell(): ReactNode {
  const session = useQuery(sessionQuery).data;
  const situation = useQuery(situationQuery).data;
  const [open, setOpen] = useState<'palette' | 'keys' | null>(null);
  const person = session?.signedIn === true ? session.person : null;
  // The stream belongs to a session, so another person needs another stream.
  useEffect(() => (person === null ? undefined : followStream()), [person]);
  useKeys({ palette: () => setOpen('palette'), keys: () => setOpen('keys') });
  if (session?.signedIn !== true) return <Navigate to="/sign-in" />;
  return (
    <Who value={session}>
      <TimeZone value={situation?.plant.timeZone ?? 'UTC'}>
        <a className="skip" href="#main">
          Go to the content
        </a>
        <header className="top">
          <Link to="/" className="brand">
            Bulkhead
          </Link>
          <span className="top-plant">{situation?.plant.name}</span>
          <nav aria-label="Pages">
            <Link to="/" activeOptions={{ exact: true }}>
              Situation
            </Link>
            <Link to="/people">People</Link>
            <Link to="/plan">Plan</Link>
          </nav>
          <span className="top-space" />
          <StreamBadge />
          <button
            type="button"
            className="button button-quiet top-find"
            onClick={() => setOpen('palette')}
          >
            Find or do <kbd>Ctrl K</kbd>
          </button>
          <UserMenu onKeys={() => setOpen('keys')} />
        </header>
        {session.demo !== null && <DemoBanner demo={session.demo} />}
        <StreamLost />
        <Outlet />
        <OpenEntry />
        <Toast />
        <Announcer />
        {open === 'palette' && <Palette onClose={() => setOpen(null)} />}
        {open === 'keys' && <KeysHelp onClose={() => setOpen(null)} />}
      </TimeZone>
    </Who>
  );
}
