import { buttonClass } from '../ui/button.tsx';
import { Empty } from '../ui/empty.tsx';

export default function NotFound() {
  return (
    <main className="grid min-h-dvh bg-shore">
      <Empty
        title="There is no such page"
        action={
          <a href="/" className={buttonClass('primary')}>
            Go to your chats
          </a>
        }
      >
        The address may be mistyped.
      </Empty>
    </main>
  );
}
