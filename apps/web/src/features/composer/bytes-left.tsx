import { cx } from '../../ui/cx.ts';

/** How much still fits, or how much is too much. */
export function BytesLeft(props: { readonly id: string; readonly left: number }) {
  const { left } = props;
  return (
    <span
      id={props.id}
      className={cx('tabular self-center px-2 text-caption', left < 0 ? 'font-[550] text-coral' : 'text-ink-3')}
    >
      {left < 0 ? `${(-left).toLocaleString('en')} bytes too long` : `${left.toLocaleString('en')} bytes left`}
    </span>
  );
}
