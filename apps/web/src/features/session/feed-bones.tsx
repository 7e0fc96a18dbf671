import { Bone } from '../../ui/skeleton.tsx';

const BUBBLES = [
  ['w-20', 'w-[230px]', 'w-[130px]'],
  ['w-24', 'w-[86px]'],
  ['w-20', 'w-[260px]', 'w-[260px]', 'w-[150px]'],
] as const;

/** The shape of messages to come. */
export function FeedBones() {
  return (
    <div aria-hidden="true" className="mx-auto grid w-full max-w-[760px] gap-3.5 px-2.5 pb-3 wide:px-0">
      {BUBBLES.map((bubble, index) => (
        <div key={index} className="flex gap-[9px]">
          <Bone round className="size-[34px] shrink-0 max-wide:size-7" />
          <div className="grid gap-2.5 rounded-bubble bg-surface px-3 py-3.5 shadow-bubble">
            {bubble.map((width, line) => (
              <Bone key={line} className={width} />
            ))}
          </div>
        </div>
      ))}
    </div>
  );
}
