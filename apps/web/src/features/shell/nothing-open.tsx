import { SquarePen } from 'lucide-react';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Late } from '../../ui/skeleton.tsx';
import type { Absence } from '../session-list/absence.ts';

/** What stands beside the list, or on a narrow screen in its place, while no chat is open. */
export function NothingOpen(props: { readonly absence: Absence | null; readonly onNewChat: () => void }) {
  switch (props.absence) {
    case null:
      return <Empty title="Choose a chat">Pick one from the list, or start another.</Empty>;
    case 'fetching':
      return (
        <Late>
          <Empty title="Fetching your chats">
            The list comes first, then the newest messages. Older ones are fetched when you look at them.
          </Empty>
        </Late>
      );
    case 'unknown':
      return (
        <Late>
          <Empty title="Your chats are not on this device yet">They are fetched when it reaches the server.</Empty>
        </Late>
      );
    case 'none':
      return (
        <Empty
          title="Nothing here yet"
          action={
            <Button look="primary" onClick={props.onNewChat}>
              <SquarePen aria-hidden="true" className="size-[18px]" />
              Start a chat
            </Button>
          }
        >
          Write to someone by their username. Everything you write will be on all your devices.
        </Empty>
      );
  }
}
