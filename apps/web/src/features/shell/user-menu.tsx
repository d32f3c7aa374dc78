import { useNavigate } from '@tanstack/react-router';
import { DropdownMenu } from 'radix-ui';
import type { ReactNode } from 'react';
import { client } from '../../client.ts';
import { queryClient } from '../../queries.ts';
import { say } from '../../ui/toast.tsx';
import { useWho } from '../session/who.ts';
import { toggleTheme, useTheme } from './theme.ts';

/** Who is signed in; theme, print, keys and signing out. */
export function UserMenu({ onKeys }: { readonly onKeys: () => void }): ReactNode {
  const who = useWho();
  const theme = useTheme();
  const navigate = useNavigate();
  const signOut = async (): Promise<void> => {
    await client.signOut();
    await navigate({ to: '/sign-in' });
    await queryClient.resetQueries();
  };
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className="button button-quiet">{who.name}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="end" sideOffset={4}>
          <DropdownMenu.Label className="menu-label">
            {who.roles.map((role) => role.name).join(', ') || 'No role in the plan'}
          </DropdownMenu.Label>
          <DropdownMenu.Item className="menu-item" onSelect={toggleTheme}>
            {theme === 'dark' ? 'Light, for day' : 'Dark, for the control room'}
          </DropdownMenu.Item>
          <DropdownMenu.Item className="menu-item" onSelect={() => setTimeout(() => print())}>
            Print this page
          </DropdownMenu.Item>
          <DropdownMenu.Item className="menu-item" onSelect={onKeys}>
            Keys of the page
          </DropdownMenu.Item>
          <DropdownMenu.Separator className="menu-line" />
          <DropdownMenu.Item
            className="menu-item"
            onSelect={() => void signOut().catch((error: Error) => say(error.message))}
          >
            Sign out
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
