import { describe, expect, it } from 'vitest';
import { paths, routeOf } from './route.ts';

const id = '0198c0de-0000-7000-8000-000000000001';

describe('routeOf', () => {
  it('reads every path that the client makes', () => {
    expect(routeOf(paths.chats)).toEqual({ screen: 'chats' });
    expect(routeOf(paths.saved)).toEqual({ screen: 'saved' });
    expect(routeOf(paths.session(id))).toEqual({ screen: 'session', sessionId: id });
    for (const screen of ['devices', 'outbox', 'storage', 'sync'] as const) {
      expect(routeOf(paths[screen])).toEqual({ screen });
    }
    expect(routeOf(paths.message(id, 2422))).toEqual({ screen: 'session', sessionId: id, seq: 2422 });
    expect(routeOf(paths.signIn)).toEqual({ screen: 'sign-in' });
    expect(routeOf(paths.signUp)).toEqual({ screen: 'sign-up' });
    expect(routeOf(`/s/${id}/`)).toEqual({ screen: 'session', sessionId: id });
  });

  it.each([
    '/s',
    '/s/x',
    `/s/${id}/more`,
    `/s/${id}/m`,
    `/s/${id}/m/0`,
    `/s/${id}/m/x`,
    `/s/${id}/m/1/2`,
    '/settings',
    '/settings/other',
    '/sign-in/x',
    '/nope',
    '/saved/x',
    '/s/..%2f',
  ])('knows nothing of %s', (path) => expect(routeOf(path)).toBeNull());
});
