'use client';

import { X } from 'lucide-react';
import { type KeyboardEvent, type RefObject, useId } from 'react';
import { Avatar } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';
import { FieldError, inputBox } from '../../ui/field.tsx';
import { addUsernames, parseUsernames } from './usernames.ts';

/** A field for several usernames: Enter, a comma or `Add` makes a chip; Backspace in the empty field takes one back. */
export function UsernameInput(props: {
  readonly names: readonly string[];
  readonly onNames: (names: readonly string[]) => void;
  readonly typed: string;
  readonly onTyped: (typed: string) => void;
  /** Enter in the empty field. */
  readonly onEnter: () => void;
  readonly error: string | null;
  readonly field?: RefObject<HTMLInputElement | null>;
}) {
  const { names, typed } = props;
  const id = useId();
  const add = (text: string, rest = '') => {
    const added = parseUsernames(text);
    if (added.length > 0) props.onNames(addUsernames(names, added));
    props.onTyped(rest);
  };
  const onChange = (text: string) => {
    const cut = Math.max(text.lastIndexOf(','), text.lastIndexOf(';'), text.lastIndexOf('，'));
    if (cut >= 0) add(text.slice(0, cut), text.slice(cut + 1).trimStart());
    else props.onTyped(text);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    if (event.key === 'Enter') {
      event.preventDefault();
      if (typed.trim() === '') props.onEnter();
      else add(typed);
    } else if (event.key === 'Backspace' && typed === '' && names.length > 0) {
      props.onNames(names.slice(0, -1));
    }
  };
  return (
    <div className="grid gap-1.5">
      <label htmlFor={id} className="text-small font-[550]">
        Username
      </label>
      <div className={inputBox(props.error !== null, 'flex-wrap gap-1.5 p-1.5')}>
        {names.map((name) => (
          <span
            key={name}
            className="inline-flex h-7 max-w-full items-center gap-1.5 rounded-full bg-tide-soft ps-[3px] pe-1 text-small font-[550] text-tide-strong"
          >
            <Avatar id={name} name={name} size="22px" short />
            <bdi className="min-w-0 truncate">{name}</bdi>
            <button
              type="button"
              aria-label={`Remove ${name}`}
              onClick={() => props.onNames(names.filter((each) => each !== name))}
              className="touch grid size-5 place-items-center rounded-full hover:bg-hover"
            >
              <X aria-hidden="true" className="size-3.5" />
            </button>
          </span>
        ))}
        <input
          ref={props.field}
          id={id}
          value={typed}
          onChange={(event) => onChange(event.target.value)}
          onKeyDown={onKeyDown}
          aria-invalid={props.error !== null || undefined}
          aria-describedby={`${id}-note`}
          autoComplete="off"
          autoCapitalize="none"
          autoCorrect="off"
          spellCheck={false}
          className="h-7 min-w-[90px] flex-1 bg-transparent px-1.5 outline-none max-wide:text-[1rem]"
        />
        <Button small disabled={typed.trim() === ''} onClick={() => add(typed)}>
          Add
        </Button>
      </div>
      {props.error ? (
        <FieldError id={`${id}-note`}>{props.error}</FieldError>
      ) : (
        <p id={`${id}-note`} className="text-small text-ink-3">
          Several names make a group.
        </p>
      )}
    </div>
  );
}
