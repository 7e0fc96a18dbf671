import type { Presence } from '../company/presence.ts';
import type { ReceiptBoard } from '../company/receipts.ts';
import type { Typing } from '../company/typing.ts';
import type { Elsewhere } from '../push/elsewhere.ts';
import type { OnlineDevices } from '../push/online.ts';
import type { Publisher } from '../push/publisher.ts';
import type { Watch } from '../push/watch.ts';
import type { Endings } from '../rights/endings.ts';
import type { Bus, BusMessage } from './bus.ts';

export type HearDeps = {
  readonly bus: Bus;
  readonly online: OnlineDevices;
  readonly publisher: Pick<Publisher, 'publish'>;
  readonly endings: Endings;
  readonly watch: Pick<Watch, 'look'>;
  readonly elsewhere: Elsewhere;
  readonly typing: Pick<Typing, 'tell'>;
  readonly presence: Pick<Presence, 'changed'>;
  readonly receipts: Pick<ReceiptBoard, 'heard'>;
};

/** Does on this node what the other nodes say, and looks for what they said in vain when they can be heard again. */
export function hearNodes(deps: HearDeps): void {
  deps.bus.listen(
    (message) => hear(deps, message),
    () => {
      void deps.watch.look();
      deps.elsewhere.start(true);
    },
  );
}

function hear(deps: HearDeps, message: BusMessage): void {
  const { online, publisher, endings, elsewhere, typing, presence, receipts } = deps;
  switch (message.kind) {
    case 'written':
      publisher.publish({ epoch: message.epoch, deliveries: message.deliveries, sessionDeliveries: [] });
      for (const { userId, deviceId, head, floor } of message.heads) {
        online.get(userId, deviceId)?.tellHead({ epoch: message.epoch, head, floor });
      }
      return;
    case 'session-written':
      return publisher.publish({ epoch: message.epoch, deliveries: [], sessionDeliveries: [message.delivery] });
    case 'device-revoked':
    case 'device-moved':
    case 'login-ended':
      return endings.heard(message);
    case 'devices-here':
      elsewhere.note(message.devices);
      for (const { userId } of message.devices) presence.changed(userId);
      if (message.asks) elsewhere.start();
      return;
    case 'device-left':
      elsewhere.forget(message, message.since);
      return presence.changed(message.userId);
    case 'typing':
      return typing.tell(message.to, message);
    case 'receipts':
      return receipts.heard(message.moves);
    case 'device-connected':
      elsewhere.note([message]);
      presence.changed(message.userId);
      return online.get(message.userId, message.deviceId)?.replacedBy(message.since);
  }
}
