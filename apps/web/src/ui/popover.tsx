import { Popover } from '@base-ui/react/popover';
import type { ReactElement, ReactNode, RefObject } from 'react';
import { cx } from './cx.ts';

/** A small floating panel that belongs to its trigger. */
export function Pop(props: {
  readonly trigger: ReactElement;
  readonly label: string;
  readonly side?: 'top' | 'bottom';
  readonly align?: 'start' | 'center' | 'end';
  readonly className?: string;
  readonly open?: boolean;
  readonly onOpenChange?: (open: boolean) => void;
  /** Where the focus goes when it closes; to the trigger unless told. */
  readonly returnTo?: RefObject<HTMLElement | null>;
  readonly children: ReactNode;
}) {
  return (
    <Popover.Root open={props.open} onOpenChange={props.onOpenChange}>
      <Popover.Trigger render={props.trigger} />
      <Popover.Portal>
        <Popover.Positioner
          side={props.side ?? 'bottom'}
          align={props.align ?? 'start'}
          sideOffset={6}
          className="z-20"
        >
          <Popover.Popup
            aria-label={props.label}
            finalFocus={props.returnTo}
            className={cx(
              'max-w-[calc(100vw-24px)] rounded-lg bg-surface text-ink shadow-float outline-none transition-[opacity,scale] duration-140 ease-out',
              'origin-(--transform-origin) data-ending-style:scale-98 data-ending-style:opacity-0 data-starting-style:scale-98 data-starting-style:opacity-0',
              props.className,
            )}
          >
            {props.children}
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}

/** A full-width action inside a `Pop`. */
export const popItemClass =
  'flex min-h-[38px] w-full items-center gap-3 rounded-md px-3 text-start hover:bg-hover max-wide:min-h-11 [&_svg]:size-[18px] [&_svg]:stroke-[1.75] [&_svg]:text-ink-2';
