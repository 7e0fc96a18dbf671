import type { OnlineDevices } from '../push/online.ts';
import type { Publisher } from '../push/publisher.ts';
import type { Bus, BusMessage } from './bus.ts';

export type HearDeps = {
  readonly bus: Bus;
  readonly online: OnlineDevices;
  readonly publisher: Pick<Publisher, 'publish'>;
};

/** Does on this node what the other nodes say. */
export function hearNodes(deps: HearDeps): void {
  deps.bus.listen(
    (message) => hear(deps, message),
    () => {},
  );
}

function hear({ online, publisher }: HearDeps, message: BusMessage): void {
  switch (message.kind) {
    case 'written':
      publisher.publish(message.epoch, message.deliveries);
      for (const { userId, deviceId, ...bounds } of message.heads) {
        online.get(userId, deviceId)?.tellHead({ epoch: message.epoch, ...bounds });
      }
      return;
    case 'device-ended':
    case 'login-ended':
    case 'device-connected':
  }
}
