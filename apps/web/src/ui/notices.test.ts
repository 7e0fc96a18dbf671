import { describe, expect, it, vi } from 'vitest';
import { Notices } from './notices.ts';

describe('notices', () => {
  it('keep what is said before anyone shows it, in order, and hand it over once', () => {
    const notices = new Notices();
    const undo = () => undefined;
    notices.say({ text: 'first' });
    notices.say({ text: 'second', undo });
    expect(notices.take()).toEqual([{ text: 'first' }, { text: 'second', undo }]);
    expect(notices.take()).toEqual([]);
  });

  it('tell of each change, until one has heard enough', () => {
    const notices = new Notices();
    const listener = vi.fn<() => void>();
    const end = notices.subscribe(listener);
    notices.say({ text: 'one' });
    notices.take();
    notices.take();
    expect(listener).toHaveBeenCalledTimes(2);
    end();
    notices.say({ text: 'two' });
    expect(listener).toHaveBeenCalledTimes(2);
  });

  it('show the same array as long as it says the same', () => {
    const notices = new Notices();
    notices.say({ text: 'one' });
    expect(notices.waiting).toBe(notices.waiting);
  });
});
