import { beforeEach, describe, expect, it } from 'vitest';
import { clearUnfinished, type Unfinished, UnfinishedBook } from './unfinished.ts';

class Shelf {
  readonly items = new Map<string, string>();
  get length() {
    return this.items.size;
  }
  key(n: number) {
    return [...this.items.keys()][n] ?? null;
  }
  getItem(key: string) {
    return this.items.get(key) ?? null;
  }
  setItem(key: string, value: string) {
    this.items.set(key, value);
  }
  removeItem(key: string) {
    this.items.delete(key);
  }
}

const edit: Unfinished = { kind: 'edit', seq: 7, clientId: 'c7', text: 'half an ed' };
let shelf: Shelf;

beforeEach(() => {
  shelf = new Shelf();
});

describe('what is unfinished', () => {
  it('stands with its session, and is there after a reload', () => {
    const book = new UnfinishedBook('me', shelf);
    book.put('a', edit);
    book.put('b', { kind: 'reply', seq: 3 });
    expect(book.get('a')).toBe(edit);
    const again = new UnfinishedBook('me', shelf);
    expect(again.get('a')).toEqual(edit);
    expect(again.get('a')).toBe(again.get('a'));
    expect(again.get('b')).toEqual({ kind: 'reply', seq: 3 });
    expect(again.get('c')).toBeNull();
    again.put('a', null);
    expect(new UnfinishedBook('me', shelf).get('a')).toBeNull();
  });

  it('is the same in another tab, which is told', () => {
    const [here, there] = [new UnfinishedBook('me', shelf), new UnfinishedBook('me', shelf)];
    let told = 0;
    there.subscribe(() => (told += 1));
    expect(there.get('a')).toBeNull();
    here.put('a', edit);
    there.hear('tidemark:other');
    expect([told, there.get('a')]).toEqual([0, null]);
    there.hear([...shelf.items.keys()][0] ?? '');
    expect([told, there.get('a')]).toEqual([1, edit]);
  });

  it('lasts as long as the page where storage is forbidden or full', () => {
    const without = new UnfinishedBook('me', null);
    without.put('a', edit);
    expect(without.get('a')).toBe(edit);
    shelf.setItem = () => {
      throw new Error('full');
    };
    const full = new UnfinishedBook('me', shelf);
    full.put('a', edit);
    expect(full.get('a')).toBe(edit);
  });

  it('is nothing where what is stored does not fit', () => {
    const of = (text: string) => {
      shelf.setItem('tidemark:unfinished:me:a', text);
      return new UnfinishedBook('me', shelf).get('a');
    };
    for (const text of ['{', '3', '{"kind":"edit","seq":1}', '{"kind":"reply","seq":"1"}', '{"kind":"x"}']) {
      expect(of(text)).toBeNull();
    }
  });

  it('goes with its login, and only that', () => {
    const [mine, other] = [new UnfinishedBook('me', shelf), new UnfinishedBook('you', shelf)];
    mine.put('a', edit);
    mine.put('b', edit);
    other.put('a', edit);
    clearUnfinished('me', shelf);
    expect([...shelf.items.keys()]).toEqual(['tidemark:unfinished:you:a']);
  });
});
