import { latestStay } from '../../membership.ts';
import type { SessionView } from '../../pages.ts';
import type { FollowRequest, Followings } from '../../timeline-store.ts';
import { peopleOf, viewOf } from './session-reads.ts';
import { staysOf } from './state.ts';
import type { State, UserDirectory } from './state.ts';
import { servedDevice } from './sync-reads.ts';
import type { DeviceRefusal } from './sync-reads.ts';

/** What has moved of the sessions that a device follows by their own checkpoints (SPEC MD-6). */
export function follow(state: State, users: UserDirectory, request: FollowRequest): Followings | DeviceRefusal {
  const device = servedDevice(state, request.userId, request.deviceId);
  if ('outcome' in device) return device;
  const moved: SessionView[] = [];
  const followed: Followings['followed'][number][] = [];
  for (const { sessionId, seq } of request.sessions) {
    const session = state.sessions.get(sessionId);
    const stay = session && latestStay(staysOf(session, request.userId));
    if (!session || !stay) continue;
    const view = viewOf(state, session, stay);
    const isFollowed = view.mode === 'pull';
    if (isFollowed) followed.push({ sessionId, generation: session.generation, from: view.visibleFrom });
    if (!isFollowed || view.head !== seq) moved.push(view);
  }
  return { epoch: state.epoch, moved, followed, users: peopleOf(moved, users) };
}
