import type { ServerPlace } from '../support/test-server.ts';
import { onDatabase } from './on-database.ts';

/** What is said at work, day after day. */
const TEXTS: readonly string[] = [
  'Good morning!',
  'Deployed, all green.',
  'Can you have a look at the review when you find a moment? It is the one with the longer title.',
  'Done 👍',
  'I think we should split this. The first half is ready, the second depends on the answer from the other team.',
  'The build is red on main, and it is not me this time',
  'Fixed. A missing migration.',
  'Who has the key of the small meeting room?',
  '```sh\nnpm run check && git push\n```',
  'It works on my machine, so I looked at the other machine: its clock is 40 seconds ahead.',
  'Lunch?',
  'Not before 12:30',
  'Numbers of the week: 1,284 sign-ups, 96.2 % come back on day two, 3 refunds.',
  'Merged, thanks for the quick review!',
  'See https://wiki.example.org/runbook for the steps',
  'I will be offline from 15:00, back tomorrow.',
  'Let us talk about it tomorrow, there is no hurry.',
  'Question: do we want to keep the old endpoint until the end of the quarter? Two customers still use it, both have a plan to move.',
  'Until the end of the quarter, yes.',
  '🎉',
  'ok',
  'Standup in 5',
  'Rolling back, 2 minutes',
  'Rolled back. Nothing was lost, 14 messages were sent twice and shown once.',
];

/** The same numbers every time, between 0 and 1. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const DAY = 86_400_000;

/** Times in working hours: quiet months and busy ones, nothing in the last week of a year, nothing at weekends. */
function times(count: number, from: number, to: number): readonly number[] {
  const next = chance(7);
  const days: { readonly day: number; readonly weight: number }[] = [];
  for (let day = Math.floor(from / DAY); day <= Math.floor(to / DAY); day += 1) {
    const date = new Date(day * DAY);
    const month = date.getUTCFullYear() * 12 + date.getUTCMonth();
    const isFree = date.getUTCDay() % 6 === 0 || (date.getUTCMonth() === 11 && date.getUTCDate() > 23);
    const weight = isFree ? 0 : (0.15 + next() ** 2) * (0.25 + chance(month)() + (month - 24_264) / 60);
    days.push({ day, weight });
  }
  const all = days.reduce((sum, { weight }) => sum + weight, 0);
  const made: number[] = [];
  for (const { day, weight } of days) {
    for (let n = Math.round((weight / all) * count); n > 0; n -= 1) {
      made.push(day * DAY + (8 + next() * 9.5) * 3_600_000);
    }
  }
  return made.filter((time) => time >= from && time <= to).sort((a, b) => a - b);
}

/** Years of talk behind the server's back, from SeqId 2 on: the session is new, and nobody has a device yet. */
export async function fillYears(
  place: ServerPlace,
  sessionId: string,
  authorIds: readonly string[],
  span: { readonly messages: number; readonly from: number; readonly to: number },
): Promise<void> {
  const next = chance(41);
  const when = times(span.messages, span.from, span.to);
  let author = 0;
  const authors = when.map(() => {
    if (next() < 0.6) author = Math.floor(next() * authorIds.length);
    return authorIds[author] ?? '';
  });
  const texts = when.map(() => TEXTS[Math.floor(next() * TEXTS.length)] ?? '');
  await onDatabase(place, async (client) => {
    await client.query(
      `INSERT INTO session_entry (session_id, seq, kind, author_id, client_id, created_at, body)
       SELECT $1, line.n + 1, 'message', line.author, gen_random_uuid(), to_timestamp(line.at / 1000),
              jsonb_build_object('text', line.text)
         FROM unnest($2::uuid[], $3::float8[], $4::text[]) WITH ORDINALITY AS line (author, at, text, n)`,
      [sessionId, authors, when, texts],
    );
    await client.query('UPDATE session SET head_seq = $2 WHERE session_id = $1', [sessionId, when.length + 1]);
    await client.query('ANALYZE session_entry');
  });
}
