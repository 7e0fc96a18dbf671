import { describe, expect, it } from 'vitest';
import { htmlAssets, kindOf } from './requests.ts';

const origin = 'http://localhost:3000';
const kind = (path: string, rest: { method?: string; mode?: string } = {}) =>
  kindOf({ url: new URL(path, origin).href, method: 'GET', mode: 'cors', ...rest }, origin);

describe('what the worker touches', () => {
  it('is build files and page loads', () => {
    expect(kind('/_next/static/chunks/a.js')).toBe('asset');
    expect(kind('/s/1', { mode: 'navigate' })).toBe('page');
    expect(kind('/', { mode: 'navigate' })).toBe('page');
  });

  it('is never the API, the socket, another origin, or a change', () => {
    for (const path of ['/api/auth/get-session', '/api', '/socket.io/?EIO=4', '/healthz', '/readyz']) {
      expect(kind(path)).toBe('other');
      expect(kind(path, { mode: 'navigate' })).toBe('other');
    }
    expect(kind('https://elsewhere.example/_next/static/a.js')).toBe('other');
    expect(kind('/s/1', { mode: 'navigate', method: 'POST' })).toBe('other');
    expect(kind('/icon.svg')).toBe('other');
    expect(kind('/apis', { mode: 'navigate' })).toBe('page');
  });
});

it('finds the files a page names, each once', () => {
  const html =
    '<link rel="stylesheet" href="/_next/static/chunks/a~1.css"/><script src="/_next/static/chunks/b-2.js" async></script>' +
    '<script>self.__next_f.push([1,"static/chunks/b-2.js","/_next/static/chunks/b-2.js"])</script><link href="/_next/static/media/inter.woff2?dpl=1">';
  expect(htmlAssets(html)).toEqual([
    '/_next/static/chunks/a~1.css',
    '/_next/static/chunks/b-2.js',
    '/_next/static/media/inter.woff2',
  ]);
});
