import { describe, expect, it } from 'vitest';
import { TestClock } from '../../test/support/clock.ts';
import { NO_BUS } from '../bus/bus.ts';
import { Elsewhere } from './elsewhere.ts';
import { OnlineDevices } from './online.ts';

const DEVICE = { userId: 'u', deviceId: 'd' };

function scene() {
  const clock = new TestClock(0);
  const bus = { ...NO_BUS, hasOthers: true };
  return { clock, elsewhere: new Elsewhere({ bus, online: new OnlineDevices(), clock }) };
}

describe('what other nodes say of a device', () => {
  it('O-44: counts by the time of its socket, in whatever order it comes', () => {
    const { elsewhere } = scene();
    elsewhere.note([{ ...DEVICE, since: 5 }]);
    elsewhere.forget(DEVICE, 4);
    expect(elsewhere.has(DEVICE)).toBe(true);
    elsewhere.forget(DEVICE, 5);
    expect(elsewhere.has(DEVICE)).toBe(false);
    for (const since of [4, 5]) elsewhere.note([{ ...DEVICE, since }]);
    expect(elsewhere.hasUser('u')).toBe(false);
    elsewhere.note([{ ...DEVICE, since: 6 }]);
    expect(elsewhere.hasUser('u')).toBe(true);
  });

  it('O-44: is believed as it comes where an older node says no time', () => {
    const { elsewhere } = scene();
    elsewhere.note([DEVICE]);
    expect(elsewhere.has(DEVICE)).toBe(true);
    elsewhere.forget(DEVICE);
    expect(elsewhere.has(DEVICE)).toBe(false);
    elsewhere.note([DEVICE]);
    expect(elsewhere.has(DEVICE)).toBe(true);
  });

  it('O-44: holds for a while, and a leaving too', () => {
    const { clock, elsewhere } = scene();
    elsewhere.note([{ ...DEVICE, since: 5 }]);
    clock.advance(200_000);
    expect(elsewhere.has(DEVICE)).toBe(false);
    elsewhere.forget(DEVICE, 7);
    clock.advance(200_000);
    elsewhere.note([{ ...DEVICE, since: 6 }]);
    expect(elsewhere.has(DEVICE)).toBe(true);
  });
});
