import { cx } from '../../ui/cx.ts';
import type { Suggestion } from './use-completion.ts';

/** What could be meant, above the text field. The field keeps the focus. */
export function CompletionList(props: {
  readonly id: string;
  readonly label: string;
  readonly suggestions: readonly Suggestion[];
  readonly active: number;
  readonly onAccept: (index: number) => void;
  readonly onActive: (index: number) => void;
}) {
  return (
    <div
      id={props.id}
      role="listbox"
      aria-label={props.label}
      className="absolute start-0 bottom-[calc(100%+6px)] z-10 grid w-[300px] grid-cols-[minmax(0,1fr)] max-w-full gap-px rounded-lg bg-surface p-1.5 text-ink shadow-float"
    >
      {props.suggestions.map(({ key, mark, text, note }, index) => (
        // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- the field has focus and keys
        <div
          key={key}
          id={`${props.id}-${index}`}
          role="option"
          aria-selected={index === props.active}
          onPointerMove={() => props.onActive(index)}
          // The field keeps the focus.
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => props.onAccept(index)}
          className={cx(
            'flex min-h-[34px] cursor-pointer items-center gap-2.5 rounded-md px-2 max-wide:min-h-11',
            index === props.active && 'bg-tide-soft text-tide-strong',
          )}
        >
          <span aria-hidden="true" className="grid w-6 shrink-0 place-items-center text-[1.125rem] leading-none">
            {mark}
          </span>
          <bdi className="min-w-0 truncate font-[550]">{text}</bdi>
          {note ? <span className="min-w-0 flex-1 truncate text-end text-small text-ink-2">{note}</span> : null}
        </div>
      ))}
    </div>
  );
}
