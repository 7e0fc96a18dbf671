'use client';

import { EmojiPicker, type SkinTone } from 'frimousse';
import { Search } from 'lucide-react';
import { type KeyboardEvent, useState } from 'react';
import { cx } from '../../ui/cx.ts';
import { keepSkinTone, skinToneOf } from './skin-tone.ts';

/** All emoji, found by name or by arrows. */
export function Picker(props: { readonly accountId: string; readonly onPick: (emoji: string) => void }) {
  const [tone, setTone] = useState(() => skinToneOf(props.accountId));
  const choose = (next: SkinTone) => {
    keepSkinTone(props.accountId, next);
    setTone(next);
  };
  return (
    <EmojiPicker.Root
      columns={9}
      skinTone={tone}
      resolveEmojiData={async () => (await import('./emoji-data.ts')).pickerData}
      onEmojiSelect={({ emoji }) => props.onPick(emoji)}
      onKeyDown={keepComposing}
      className="flex h-[352px] w-[336px] max-w-full flex-col"
    >
      <div className="relative p-2 pb-1.5">
        <Search aria-hidden="true" className="absolute start-4.5 top-1/2 size-4 -translate-y-1/2 text-ink-3" />
        <EmojiPicker.Search
          autoFocus
          aria-label="Find an emoji"
          placeholder="Find an emoji"
          className="h-9 w-full rounded-md bg-sunken ps-9 pe-3 outline-none placeholder:text-ink-3 focus-visible:shadow-[inset_0_0_0_2px_var(--color-focus)] max-wide:text-[1rem]"
        />
      </div>
      <EmojiPicker.Viewport
        tabIndex={0}
        className="min-h-0 flex-1 outline-none [scrollbar-width:thin] focus-visible:-outline-offset-2"
      >
        <EmojiPicker.Loading className="grid h-full place-items-center text-small text-ink-3">
          Loading…
        </EmojiPicker.Loading>
        <EmojiPicker.Empty className="grid h-full place-items-center text-small text-ink-3">
          No emoji has that name
        </EmojiPicker.Empty>
        <EmojiPicker.List
          aria-label="Emoji"
          className="pb-1.5 select-none"
          components={{ CategoryHeader, Row, Emoji }}
        />
      </EmojiPicker.Viewport>
      <div className="flex h-11 items-center gap-2 border-t border-line px-2">
        <EmojiPicker.ActiveEmoji>
          {({ emoji }) => (
            <span className="flex min-w-0 flex-1 items-center gap-2 ps-1.5 text-small text-ink-2">
              {emoji ? <span className="text-[1.125rem] leading-none">{emoji.emoji}</span> : null}
              <span className="truncate">{emoji?.label ?? ''}</span>
            </span>
          )}
        </EmojiPicker.ActiveEmoji>
        <EmojiPicker.SkinTone>
          {({ skinToneVariations }) => (
            <span role="radiogroup" aria-label="Skin tone" className="flex shrink-0">
              {skinToneVariations.map(({ skinTone, emoji }) => (
                <button
                  key={skinTone}
                  type="button"
                  role="radio"
                  aria-checked={tone === skinTone}
                  aria-label={skinTone === 'none' ? 'Default' : skinTone}
                  onClick={() => choose(skinTone)}
                  className={cx(
                    'grid size-7 place-items-center rounded-sm text-[1rem] leading-none hover:bg-hover',
                    tone === skinTone && 'bg-tide-soft',
                  )}
                >
                  {emoji}
                </button>
              ))}
            </span>
          )}
        </EmojiPicker.SkinTone>
      </div>
    </EmojiPicker.Root>
  );
}

/** Enter and arrows belong to an input method while it composes: the picker, which listens further out, sees none. */
function keepComposing(event: KeyboardEvent): void {
  if (event.nativeEvent.isComposing || event.keyCode === 229) event.stopPropagation();
}

function CategoryHeader({
  category,
  className,
  ...rest
}: React.ComponentProps<'div'> & { readonly category: { readonly label: string } }) {
  return (
    <div {...rest} className={cx('bg-surface px-3 pt-2 pb-1 text-caption font-[550] text-ink-2', className)}>
      {category.label}
    </div>
  );
}

// The list counts its rows and columns from 0, the accessibility tree from 1.
function Row({ className, ...rest }: React.ComponentProps<'div'>) {
  return (
    <div {...rest} aria-rowindex={oneMore(rest['aria-rowindex'])} className={cx('scroll-my-1.5 px-1.5', className)} />
  );
}

function Emoji({
  emoji,
  className,
  ...rest
}: React.ComponentProps<'button'> & { readonly emoji: { readonly emoji: string; readonly isActive: boolean } }) {
  return (
    <button
      type="button"
      {...rest}
      // oxlint-disable-next-line jsx-a11y/role-supports-aria-props -- the library gives it the role of a grid cell
      aria-colindex={oneMore(rest['aria-colindex'])}
      className={cx(
        'grid size-9 place-items-center rounded-md text-[1.375rem] leading-none',
        emoji.isActive && 'bg-hover shadow-[inset_0_0_0_1.5px_var(--color-focus)]',
        className,
      )}
    >
      {emoji.emoji}
    </button>
  );
}

function oneMore(index: number | undefined): number | undefined {
  return index === undefined ? undefined : index + 1;
}
