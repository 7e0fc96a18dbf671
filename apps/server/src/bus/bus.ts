import type { Delivery, SeqId, SessionDelivery } from '@tidemark/timeline';
import type { Server } from 'socket.io';
import type { Move } from '../company/receipts.ts';
import type { Typist } from '../company/typing.ts';
import type { DeviceThere } from '../push/elsewhere.ts';

/** Where a device's sync timeline stands: enough for the device to see that it is behind. */
export type DeviceHead = {
  readonly userId: string;
  readonly deviceId: string;
  readonly head: SeqId;
  readonly floor: SeqId;
};

/** What one node tells the others. Each is a hint: nothing is wrong when it comes late, twice or never. */
export type BusMessage =
  /** A commit. Deliveries that are too large to cross are named by their heads alone. */
  | {
      readonly kind: 'written';
      readonly epoch: string;
      readonly deliveries: readonly Delivery[];
      readonly heads: readonly DeviceHead[];
    }
  /** What a commit added to a session in pull mode. Without entries it was too large to cross: followers ask for it. */
  | { readonly kind: 'session-written'; readonly epoch: string; readonly delivery: SessionDelivery }
  | { readonly kind: 'device-revoked'; readonly userId: string; readonly deviceId: string }
  /** A device was taken over by another login than this one. */
  | { readonly kind: 'device-moved'; readonly userId: string; readonly deviceId: string; readonly fromLogin: string }
  | { readonly kind: 'login-ended'; readonly loginId: string }
  /** The devices that are online on a node; it `asks` the others for theirs. */
  | { readonly kind: 'devices-here'; readonly devices: readonly DeviceThere[]; readonly asks: boolean }
  /** A device has no socket on a node any more: none of those that took their place up to then. */
  | ({ readonly kind: 'device-left' } & DeviceThere)
  /** Someone types: told to the devices of these users. */
  | ({ readonly kind: 'typing'; readonly to: readonly string[] } & Typist)
  /** Members of sessions have got further. */
  | { readonly kind: 'receipts'; readonly moves: readonly Move[] }
  /** A device has a new socket; older ones (by the database's clock, in microseconds) are replaced. */
  | { readonly kind: 'device-connected'; readonly userId: string; readonly deviceId: string; readonly since: number };

/**
 * What connects the nodes of one installation. Correctness does not depend on it: rights are asked of the database, and
 * what it does not carry is found by the look at the heads of the devices that are online.
 */
export interface Bus {
  /** True where there may be other nodes. */
  readonly hasOthers: boolean;
  /** True while the other nodes can be reached. */
  readonly isUp: boolean;
  /** Begins to carry messages, over the sockets of this node. Call it once. */
  attach(io: Server): void;
  /** Tells the other nodes, not this one. Never throws, never waits. */
  publish(message: BusMessage): void;
  /** What the other nodes tell; `onBack` is called whenever they can be reached again. */
  listen(onMessage: (message: BusMessage) => void, onBack: () => void): void;
  close(): Promise<void>;
}

/** The bus of a node that is alone. */
export const NO_BUS: Bus = {
  hasOthers: false,
  isUp: true,
  attach: () => {},
  publish: () => {},
  listen: () => {},
  close: async () => {},
};
