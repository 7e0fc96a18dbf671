'use client';

import { useEffect, useRef, useState } from 'react';
import { arrivalsIn, newestOf, type Said, standing } from './announce.ts';
import type { People } from './people.ts';
import type { Row } from './rows.ts';

const NOTHING: readonly Said[] = [];

/** Says aloud, once and politely, what others write while one is at the end of the chat. History that loads is not said. */
export function Arrivals(props: {
  readonly rows: readonly Row[];
  /** The rows are here, the newest among them. */
  readonly complete: boolean;
  /** One is at the end: elsewhere the way back to it tells how many there are. */
  readonly atEnd: boolean;
  readonly people: People;
  readonly selfId: string;
}) {
  const { rows, complete, atEnd, people, selfId } = props;
  const known = useRef<number | null>(null);
  const [said, setSaid] = useState(NOTHING);
  useEffect(() => {
    if (!complete) return;
    const since = known.current;
    const newest = newestOf(rows);
    known.current = Math.max(since ?? 0, newest);
    if (since === null || newest <= since || !atEnd) return;
    const arrived = arrivalsIn(rows, since, people, selfId);
    if (arrived.length > 0) setSaid(arrived);
  }, [rows, complete, atEnd, people, selfId]);
  return (
    <div role="log" aria-label="New messages" aria-live="polite" className="sr-only">
      {standing(said, rows).map(({ seq, words }) => (
        <p key={seq ?? words}>{words}</p>
      ))}
    </div>
  );
}
