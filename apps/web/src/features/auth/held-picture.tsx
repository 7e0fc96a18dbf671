import { Laptop, Monitor, Smartphone } from 'lucide-react';
import type { ReactNode } from 'react';
import { Mark } from '../../ui/mark.tsx';

/** What the product is, in one picture: history on every device, and what is not there yet is one look away. */
export function HeldPicture() {
  return (
    <div className="hidden place-items-center border-s border-line bg-shore p-10 roomy:grid" aria-hidden="true">
      <div className="grid w-full max-w-[460px] gap-1">
        <p className="text-title font-[620] tracking-[-0.01em]">One history, every device</p>
        <p className="mb-4 text-ink-2">Filled is held on the device. The rest is one look away.</p>
        <Device icon={<Monitor />} name="Desk" held={[[0, 100]]} />
        <Device
          icon={<Laptop />}
          name="Laptop"
          held={[
            [14, 38],
            [61, 100],
          ]}
        />
        <Device icon={<Smartphone />} name="Phone" held={[[82, 100]]} />
        <Device icon={<Mark line className="size-[22px] text-tide" />} name="This one" held={[[97, 100]]} />
        <p className="tabular flex justify-between ps-[150px] text-caption text-ink-3">
          <span>the first message</span>
          <span>now</span>
        </p>
      </div>
    </div>
  );
}

function Device(props: {
  readonly icon: ReactNode;
  readonly name: string;
  readonly held: readonly (readonly [number, number])[];
}) {
  return (
    <div className="flex h-[54px] items-center gap-4">
      <span className="w-6 text-ink-2 [&_svg]:size-[22px] [&_svg]:stroke-[1.6]">{props.icon}</span>
      <span className="w-[94px] text-small font-semibold">{props.name}</span>
      <span className="hatched relative h-3 flex-1 overflow-hidden rounded-[3px] bg-sunken">
        {props.held.map(([from, to]) => (
          <span
            key={from}
            className="absolute inset-y-0 bg-tide opacity-80"
            style={{ insetInlineStart: `${from}%`, width: `${to - from}%` }}
          />
        ))}
      </span>
    </div>
  );
}
