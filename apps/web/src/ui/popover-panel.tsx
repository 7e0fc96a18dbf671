import { Popover } from '@base-ui/react/popover';
import type { MouseEvent, ReactElement, ReactNode, RefObject } from 'react';
import { cx } from './cx.ts';

/** A button, or what passes these on to one. */
export type PopTrigger = ReactElement<{
  readonly onClick?: (event: MouseEvent) => void;
  readonly 'aria-haspopup'?: 'dialog';
  readonly 'aria-expanded'?: boolean;
}>;

export type PopProps = {
  readonly trigger: PopTrigger;
  readonly label: string;
  readonly side?: 'top' | 'bottom';
  readonly align?: 'start' | 'center' | 'end';
  readonly className?: string;
  readonly open?: boolean;
  readonly onOpenChange?: (open: boolean) => void;
  /** Where the focus goes when it closes; to the trigger unless told. */
  readonly returnTo?: RefObject<HTMLElement | null>;
  readonly children: ReactNode;
};

/** The panel itself, with its trigger. */
export function PopoverPanel(props: PopProps) {
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
