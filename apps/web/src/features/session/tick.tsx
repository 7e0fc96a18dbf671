import { Check, CheckCheck, CircleAlert, CircleCheck, Clock } from 'lucide-react';
import { cx } from '../../ui/cx.ts';
import type { MessageState } from './rows.ts';

/** How far an own message has got. The states differ in form, not only in colour. */
export function Tick(props: { readonly state: MessageState; readonly className?: string }) {
  const look = cx('size-[15px] shrink-0 stroke-[1.9]', props.className);
  switch (props.state.kind) {
    case 'sending':
      return <Clock role="img" aria-label="Sending" className={look} />;
    case 'stored':
      return <Check role="img" aria-label="Stored" className={look} />;
    case 'delivered':
      return <CheckCheck role="img" aria-label="Delivered" className={look} />;
    case 'read':
      return <CircleCheck role="img" aria-label="Read" className={cx(look, 'fill-tide text-tide-soft')} />;
    case 'refused':
      return <CircleAlert role="img" aria-label="Not sent" className={cx(look, 'text-coral')} />;
  }
}
