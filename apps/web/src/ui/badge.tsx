/** A count. Nothing is drawn for zero; above 9,999 it stops counting. */
export function Badge(props: {
  readonly count: number;
  readonly label: string;
  readonly id?: string;
  /** It is there to be seen, and does not call. */
  readonly quiet?: boolean;
}) {
  if (props.count <= 0) return null;
  return (
    <span
      id={props.id}
      className={`tabular inline-grid h-5 min-w-5 shrink-0 place-items-center rounded-[10px] px-1.5 text-micro font-[650] ${props.quiet ? 'bg-sunken text-ink-2' : 'bg-tide text-on-tide'}`}
    >
      <span aria-hidden="true">{props.count > 9999 ? '9,999+' : props.count.toLocaleString()}</span>
      <span className="sr-only">{props.label}</span>
    </span>
  );
}

/** Something is to be looked at, and there is nothing to count. */
export function Dot(props: { readonly label: string; readonly id?: string }) {
  return (
    <span id={props.id} className="size-2.5 shrink-0 rounded-full bg-tide">
      <span className="sr-only">{props.label}</span>
    </span>
  );
}

/** A word in a small pill beside a name. */
export function Tag(props: { readonly tone?: 'tide' | 'amber'; readonly children: string }) {
  const tone =
    props.tone === 'tide'
      ? 'bg-tide-soft text-tide-strong'
      : props.tone === 'amber'
        ? 'bg-amber-soft text-amber'
        : 'bg-sunken text-ink-2';
  return (
    <span className={`inline-flex h-5 shrink-0 items-center rounded-[10px] px-[7px] text-micro font-[580] ${tone}`}>
      {props.children}
    </span>
  );
}
