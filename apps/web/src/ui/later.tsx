'use client';

import { CircleAlert, RefreshCw } from 'lucide-react';
import { type ComponentType, createElement, type ReactNode, Suspense, use } from 'react';
import { Button } from './button.tsx';
import { Empty } from './empty.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { toast } from './toast.ts';

/** Code that is no part of the first load. */
export type LaterCode = {
  /** Fetches it. Rejects where it cannot be had now; the next call tries again. */
  fetch(): Promise<void>;
  isHere(): boolean;
};

/** A component whose code is fetched when it is first shown, or before. */
export type Later<Props extends object> = LaterCode & {
  /** Shows it, at once where the code is here; until then what waits in its place. */
  readonly Part: (props: Props) => ReactNode;
};

type Missing = (error: Error) => ReactNode;

const known: LaterCode[] = [];

/**
 * @param load imports the component
 * @param waiting stands in its place meanwhile
 * @param missing stands there where the code cannot be had
 */
export function later<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  {
    waiting = () => null,
    missing = notLoaded,
  }: { readonly waiting?: (props: Props) => ReactNode; readonly missing?: Missing } = {},
): Later<Props> {
  let here: ComponentType<Props> | undefined;
  let loading: Promise<ComponentType<Props>> | undefined;
  const loaded = () => (loading ??= load().then((component) => (here = component)));

  function Loaded(props: Props) {
    return createElement(here ?? use(loaded()), props);
  }

  const part: Later<Props> = {
    Part: (props) => (
      <ErrorBoundary
        fallback={(error) => {
          // A fault of the part itself is for who stands further out.
          if (here) throw error;
          return missing(error);
        }}
      >
        <Suspense fallback={waiting(props)}>
          <Loaded {...props} />
        </Suspense>
      </ErrorBoundary>
    ),
    fetch: async () => {
      try {
        await loaded();
      } catch (cause) {
        loading = undefined;
        throw cause;
      }
    },
    isHere: () => here !== undefined,
  };
  known.push(part);
  return part;
}

/** Fetches all that is known of and not here, and what becomes known by it, whatever of it cannot be had. */
export async function fetchLater(parts: readonly Pick<LaterCode, 'fetch'>[] = known): Promise<void> {
  // The list grows while it is gone through: a part may bring parts of its own.
  for (const part of parts) await part.fetch().catch(() => undefined);
}

/** Opens what the code is needed for once it is here; says so where it cannot be had. */
export async function openLater(part: LaterCode, open: () => void): Promise<void> {
  try {
    await part.fetch();
  } catch {
    toast('This part of Tidemark is not on this device yet, and the server cannot be reached.');
    return;
  }
  open();
}

function notLoaded(error: Error): ReactNode {
  return (
    <div className="flex min-w-0 flex-1 bg-shore">
      <Empty
        title="This part of Tidemark did not load"
        icon={<CircleAlert aria-hidden="true" className="size-6 text-ink" />}
        action={
          // Asking again would not help where the server has another build by now; a reload helps in either case.
          <Button look="primary" onClick={() => window.location.reload()}>
            <RefreshCw aria-hidden="true" className="size-[18px]" />
            Reload
          </Button>
        }
      >
        <p>It is fetched from the server once, and kept on this device from then on. Nothing that you wrote is lost.</p>
        <p className="mt-2 font-mono text-caption text-ink-3 wrap-anywhere">{error.message}</p>
      </Empty>
    </div>
  );
}
