/** Virtual time: what happens next is what is due first. No real clock, no real waiting. */
export type Schedule = {
  now(): number;
  /** Runs `task` in `inMs` virtual ms, after all that is due earlier. */
  after(inMs: number, task: () => void | Promise<void>): void;
  /** Runs what is due until `untilMs`, or until nothing is left; false in the latter case. */
  run(untilMs: number): Promise<boolean>;
};

type Task = { readonly at: number; readonly order: number; readonly run: () => void | Promise<void> };

/** Lets promise chains that a task has set going come to their end, before time moves on. */
async function settle(): Promise<void> {
  for (let i = 0; i < 12; i += 1) await Promise.resolve();
}

export function virtualSchedule(): Schedule {
  const heap: Task[] = [];
  let now = 0;
  let order = 0;

  const sooner = (a: Task, b: Task): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);
  const swap = (i: number, j: number): void => {
    [heap[i], heap[j]] = [heap[j]!, heap[i]!];
  };
  const push = (task: Task): void => {
    heap.push(task);
    for (let i = heap.length - 1; i > 0;) {
      const parent = (i - 1) >> 1;
      if (!sooner(heap[i]!, heap[parent]!)) break;
      swap(i, parent);
      i = parent;
    }
  };
  const pop = (): Task => {
    const first = heap[0]!;
    const last = heap.pop()!;
    if (heap.length > 0) {
      heap[0] = last;
      for (let i = 0; ;) {
        const left = 2 * i + 1;
        const right = left + 1;
        let least = i;
        if (left < heap.length && sooner(heap[left]!, heap[least]!)) least = left;
        if (right < heap.length && sooner(heap[right]!, heap[least]!)) least = right;
        if (least === i) break;
        swap(i, least);
        i = least;
      }
    }
    return first;
  };

  return {
    now: () => now,
    after(inMs, run) {
      order += 1;
      push({ at: now + Math.max(0, inMs), order, run });
    },
    async run(untilMs) {
      while (heap.length > 0 && heap[0]!.at <= untilMs) {
        const task = pop();
        now = Math.max(now, task.at);
        await task.run();
        await settle();
      }
      now = Math.max(now, untilMs);
      return heap.length > 0;
    },
  };
}
