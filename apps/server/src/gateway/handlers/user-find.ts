import type { Handler } from '../deps.ts';
import { failure } from '@tidemark/protocol';
import { findPeople } from '../people.ts';

export const onUserFind: Handler<'user:find'> = async (deps, _connection, { username }) => {
  const found = await findPeople(deps, [username]);
  if (!found.ok) return found;
  const [user] = found.people;
  return user ? { ok: true, user } : failure('user-unknown');
};
