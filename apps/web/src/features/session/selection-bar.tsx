import { Copy, EyeOff, Forward, X } from 'lucide-react';
import { type ReactNode, useEffect } from 'react';
import { IconButton } from '../../ui/button.tsx';

/** What can be done with all that is selected, in the place of the composer. Escape ends it. */
export function SelectionBar(props: {
  readonly count: number;
  readonly onCopy: () => void;
  readonly onForward: () => void;
  readonly onHide: () => void;
  readonly onEnd: () => void;
}) {
  const { onEnd } = props;
  useEffect(() => {
    const ends = (event: KeyboardEvent) => {
      // What is open above takes its own Escape.
      if (event.key === 'Escape' && !document.querySelector('[role=dialog][data-open], [role=menu][data-open]'))
        onEnd();
    };
    document.addEventListener('keydown', ends, true);
    return () => document.removeEventListener('keydown', ends, true);
  }, [onEnd]);
  return (
    <div className="shrink-0 px-[54px] pb-5 max-wide:px-2.5 max-wide:pb-2.5">
      <div
        role="toolbar"
        aria-label="Selected messages"
        className="mx-auto flex min-h-[52px] max-w-[760px] items-center gap-1 rounded-lg bg-surface ps-1.5 pe-1.5 shadow-float"
      >
        <IconButton label="End selection" onClick={onEnd}>
          <X aria-hidden="true" />
        </IconButton>
        <span role="status" className="tabular min-w-0 flex-1 truncate font-[550]">
          {props.count} selected
        </span>
        <Act label="Copy" icon={<Copy aria-hidden="true" />} onPress={props.onCopy} />
        <Act
          label="Forward"
          icon={<Forward aria-hidden="true" className="rtl:-scale-x-100" />}
          onPress={props.onForward}
        />
        <Act label="Delete for me" icon={<EyeOff aria-hidden="true" />} onPress={props.onHide} danger />
      </div>
    </div>
  );
}

function Act(props: {
  readonly label: string;
  readonly icon: ReactNode;
  readonly danger?: boolean;
  readonly onPress: () => void;
}) {
  return (
    <button
      type="button"
      aria-label={props.label}
      title={props.label}
      onClick={props.onPress}
      className={`inline-flex min-h-(--size-control) items-center gap-2 rounded-md px-2.5 font-[550] hover:bg-hover max-wide:min-w-11 max-wide:justify-center [&_svg]:size-[18px] [&_svg]:stroke-[1.75] ${props.danger ? 'text-coral' : ''}`}
    >
      {props.icon}
      <span className="max-wide:hidden">{props.label}</span>
    </button>
  );
}
