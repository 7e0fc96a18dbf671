import { cx } from '../../ui/cx.ts';
import { hueOf } from '../../ui/hue.ts';
import { messageLine } from '../session-list/preview.ts';
import type { Quoted } from './quoted.ts';
import type { CSSProperties } from 'react';

/** A message that another one answers, in two lines. Pressing it goes there. */
export function Quote(props: {
  readonly quoted: Quoted;
  readonly author: string;
  readonly own?: boolean;
  readonly className?: string;
  readonly onOpen: (seq: number) => void;
}) {
  const { quoted } = props;
  const known = quoted.text !== undefined;
  return (
    <button
      type="button"
      aria-label={`Answers ${known ? props.author : `message ${quoted.seq}`}: ${wordsOf(quoted)}`}
      onClick={() => props.onOpen(quoted.seq)}
      style={{ '--quote': colourOf(quoted, props.own ?? false) } as CSSProperties}
      className={cx(
        'mt-[3px] mb-[5px] grid w-full min-w-0 rounded-sm border-s-3 border-(--quote) bg-(--quote)/8 px-[9px] pt-[3px] pb-1 text-start text-small hover:bg-(--quote)/14',
        props.className,
      )}
    >
      <bdi className="truncate font-semibold text-(--quote)">{known ? props.author : `#${quoted.seq}`}</bdi>
      <span dir="auto" className={cx('truncate', props.own ? 'text-on-soft-2' : 'text-ink-2')}>
        {wordsOf(quoted)}
      </span>
    </button>
  );
}

/** On the tint of an own message not every name can be read. */
function colourOf({ text, authorId }: Quoted, own: boolean): string {
  if (text === undefined) return 'var(--color-edge)';
  return own ? 'var(--color-tide-strong)' : `var(--name-${hueOf(authorId ?? '')})`;
}

function wordsOf({ text }: Quoted): string {
  if (text === undefined) return 'An earlier message';
  return text === null ? 'Message recalled' : messageLine(text, 200);
}
