import { expect, it } from 'vitest';
import { keepChoice } from './kept-choice.ts';
import { paths } from './route.ts';

const id = '0198c0de-0000-7000-8000-000000000001';

it('keeps the choice of chats on every way within the app', () => {
  const { signIn, signUp, session, message, ...others } = paths;
  for (const path of [...Object.values(others), session(id), message(id, 7)]) {
    expect(keepChoice(path, '?show=unread')).toBe(`${path}?show=unread`);
    expect(keepChoice(path, '')).toBe(path);
  }
  for (const path of [signIn, signUp]) expect(keepChoice(path, '?show=unread')).toBe(path);
});

it('leaves a choice that the goal makes itself, and carries nothing else', () => {
  expect(keepChoice('/?show=groups', '?show=unread')).toBe('/?show=groups');
  expect(keepChoice('/saved?a=1#b', '?show=unread&c=2')).toBe('/saved?a=1&show=unread#b');
});
