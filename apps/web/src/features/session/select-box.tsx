import { Check } from 'lucide-react';
import { cx } from '../../ui/cx.ts';

/** Stands beside a message while one selects. The press is the message's, so that all of it can be pressed. */
export function SelectBox(props: { readonly selected: boolean; readonly label: string }) {
  return (
    <button
      type="button"
      role="checkbox"
      aria-checked={props.selected}
      aria-label={props.label}
      className={cx(
        'touch absolute -start-9 bottom-1.5 grid size-5 place-items-center rounded-full max-wide:start-2',
        props.selected ? 'bg-tide text-on-tide' : 'shadow-[inset_0_0_0_1.5px_var(--color-edge)]',
      )}
    >
      {props.selected ? <Check aria-hidden="true" className="size-3.5 stroke-3" /> : null}
    </button>
  );
}
