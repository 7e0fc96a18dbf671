const count = (n: number): string => n.toLocaleString('en');

/** Where a sync timeline stands: from its floor over the checkpoint, filled, to its head. */
export function Gauge(props: {
  readonly floor: number;
  readonly checkpoint: number;
  readonly head: number;
  readonly note?: string;
}) {
  const { floor, checkpoint, head } = props;
  const from = Math.min(floor, head) - 1;
  const part = head > from ? Math.max(0, Math.min(1, (checkpoint - from) / (head - from))) : 1;
  const level = `${(part * 100).toFixed(2)}%`;
  const isThere = checkpoint >= head;
  return (
    <div
      role="img"
      aria-label={`Floor ${count(floor)}, checkpoint ${count(checkpoint)}, head ${count(head)}`}
      className="tabular px-[18px] pt-3 pb-3.5 text-caption text-ink-2"
    >
      <div className="flex justify-between gap-4">
        <span>
          floor <b className="font-semibold text-ink">#{count(floor)}</b>
        </span>
        <span>
          {isThere ? 'checkpoint and head' : 'checkpoint'}{' '}
          <b className="font-semibold text-ink">#{count(checkpoint)}</b>
        </span>
      </div>
      <div className="relative my-2 h-3 rounded-full bg-[repeating-linear-gradient(-45deg,var(--color-sunken)_0_4px,var(--color-gap)_4px_5px)]">
        <div
          className="h-full rounded-full bg-tide transition-[width] duration-600 ease-tide motion-reduce:transition-none"
          style={{ width: level }}
        />
        <span
          className="absolute -top-1.5 h-6 w-0.5 -translate-x-1/2 rounded-full bg-tide transition-[inset-inline-start] duration-600 ease-tide motion-reduce:transition-none"
          style={{ insetInlineStart: level }}
        />
      </div>
      <div className="flex min-h-4 justify-between gap-4">
        <span>{props.note}</span>
        {isThere ? null : (
          <span>
            head <b className="font-semibold text-ink">#{count(head)}</b>
          </span>
        )}
      </div>
    </div>
  );
}
