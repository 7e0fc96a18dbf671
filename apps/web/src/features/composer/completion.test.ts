import { describe, expect, it } from 'vitest';
import { bestOf, completableAt } from './completion.ts';

const at = (text: string) => completableAt(text.replace('|', ''), text.includes('|') ? text.indexOf('|') : text.length);

describe('what can be completed (CMP-5)', () => {
  it('is a name behind a colon or an at sign, up to the caret', () => {
    expect(at('so :smi')).toEqual({ kind: 'emoji', from: 3, to: 7, query: 'smi' });
    expect(at('hi @Em')).toEqual({ kind: 'mention', from: 3, to: 6, query: 'em' });
    expect(at('hi @em| there')).toEqual({ kind: 'mention', from: 3, to: 6, query: 'em' });
    expect(at('@')).toEqual({ kind: 'mention', from: 0, to: 1, query: '' });
    expect(at('你好＠em')).toBeNull();
    expect(at('你好 ＠em')?.query).toBe('em');
    expect(at('(:+1')?.query).toBe('+1');
    expect(at('@小')?.query).toBe('小');
    expect(at('hi @Zoë')?.query).toBe('zoë');
  });

  it('is no time, no address, no short smiley and nothing that is finished', () => {
    for (const text of [
      '12:30',
      'a@b',
      'https://x',
      ':)',
      ':D',
      ':s',
      'haha :-p',
      ':-)',
      ':+x',
      'x::yy',
      ':smile: ',
      '@em ',
      'a.@em',
      '@@em',
    ])
      expect(at(text)).toBeNull();
  });
});

it('puts first what begins with it, then the shorter', () => {
  const names = ['smile_cat', 'sweat_smile', 'smile', 'cat'];
  expect(bestOf(names, 'smile', (name) => [name], 3)).toEqual(['smile', 'smile_cat', 'sweat_smile']);
  expect(bestOf(names, 'dog', (name) => [name], 3)).toEqual([]);
  expect(bestOf(names, '', (name) => [name], 2)).toEqual(['cat', 'smile']);
});
