import { expect, it } from 'vitest';
import { paths } from '../../routing/route.ts';
import { ownPath } from './own-path.ts';

const origin = 'https://chat.example:8443';
const id = '0198c0de-0000-7000-8000-000000000001';

it('stays within the app for every screen of it', () => {
  const { signIn, signUp, session, message, ...others } = paths;
  for (const path of [...Object.values(others), session(id), message(id, 7), `${session(id)}?show=groups`]) {
    expect(ownPath(`${origin}${path}`, origin)).toBe(path);
  }
  for (const path of [signIn, signUp]) expect(ownPath(`${origin}${path}`, origin)).toBeNull();
});

it.each([
  `http://chat.example:8443/s/${id}`,
  `https://chat.example/s/${id}`,
  `https://chat.example.other.example:8443/s/${id}`,
  `${origin}/api/auth/sign-out`,
  `${origin}/s/${id}/m/0`,
  `${origin}/healthz`,
  'mailto:ada@chat.example',
])('leaves %s to the browser', (href) => expect(ownPath(href, origin)).toBeNull());

it('knows of no screen where there is no page', () => expect(ownPath(`${origin}/`, null)).toBeNull());
