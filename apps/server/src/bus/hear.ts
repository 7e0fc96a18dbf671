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

function hear({ online, publisher, endings, elsewhere }: HearDeps, message: BusMessage): void {
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
      if (message.asks) elsewhere.start();
      return;
    case 'device-left':
      return elsewhere.forget(message);
    case 'device-connected':
      elsewhere.note([message]);
      return online.get(message.userId, message.deviceId)?.replacedBy(message.since);
  }
}
