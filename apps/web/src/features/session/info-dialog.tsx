'use client';

import type { SessionListItem } from '@tidemark/sync-client';
import { useEffect, useSyncExternalStore } from 'react';
import { useClient } from '../../sync/hooks.ts';
import { fullTime } from '../../time/format.ts';
import { Modal } from '../../ui/modal.tsx';
import { Fact } from './fact.tsx';
import { OwnDevices } from './own-devices.tsx';
import type { MessageRow } from './rows.ts';

/** What is known of a message: when, which number it has, and how far it has got with the others. */
export function InfoDialog(props: {
  readonly session: SessionListItem;
  readonly row: MessageRow | null;
  readonly nameOf: (userId: string) => string;
  readonly onClose: () => void;
}) {
  const { row } = props;
  return (
    <Modal open={row !== null} onClose={props.onClose} title="Message info">
      {row ? <Facts session={props.session} row={row} nameOf={props.nameOf} /> : null}
    </Modal>
  );
}

function Facts(props: {
  readonly session: SessionListItem;
  readonly row: MessageRow;
  readonly nameOf: (userId: string) => string;
}) {
  const { row } = props;
  const { company } = useClient();
  const { sessionId } = props.session;
  useEffect(() => company.watch({ people: [], receipts: [sessionId] }), [company, sessionId]);
  const receipts = useSyncExternalStore(company.subscribe, () => company.receipts(sessionId));
  const seq = row.seq ?? 0;
  const others = receipts.filter(({ userId }) => userId !== row.authorId);
  const read = others.filter(({ readSeq }) => readSeq >= seq);
  const delivered = others.filter((receipt) => receipt.deliveredSeq >= seq && !read.includes(receipt));
  const waiting = others.filter((receipt) => !read.includes(receipt) && !delivered.includes(receipt));
  const names = (of: typeof others) => of.map(({ userId }) => props.nameOf(userId)).join(', ');
  return (
    <dl aria-label="Message info" className="grid grid-cols-[auto_1fr] gap-x-5 gap-y-2.5 px-5 pb-5 text-small">
      <Fact name="From">{row.authorId === null ? 'Tidemark' : props.nameOf(row.authorId)}</Fact>
      <Fact name="Stored">{fullTime(row.at)}</Fact>
      <Fact name="SeqId">#{seq.toLocaleString('en')}</Fact>
      <Fact name="Session">
        <span className="font-mono text-caption">{props.session.sessionId}</span>
      </Fact>
      {row.clientId === null ? null : (
        <Fact name="Client id">
          <span className="font-mono text-caption">{row.clientId}</span>
        </Fact>
      )}
      {(row.inForce?.edits ?? []).length > 0 ? <Fact name="Edited">{row.inForce?.edits.length} ×</Fact> : null}
      {read.length > 0 ? <Fact name="Read by">{names(read)}</Fact> : null}
      {delivered.length > 0 ? <Fact name="Delivered to">{names(delivered)}</Fact> : null}
      {receipts.length > 0 && waiting.length > 0 ? <Fact name="Not yet with">{names(waiting)}</Fact> : null}
      {receipts.length === 0 ? <Fact name="Read by">Not known while offline, nor in large groups</Fact> : null}
      <OwnDevices at={row.at} />
    </dl>
  );
}
