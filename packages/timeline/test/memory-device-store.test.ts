import { ALICE, MemoryDeviceStore, deviceStoreContract, emptyDisk } from '../src/testing/index.ts';

deviceStoreContract('in memory', {
  async open() {
    const disk = emptyDisk();
    return {
      store: new MemoryDeviceStore(ALICE, disk),
      another: async () => new MemoryDeviceStore(ALICE, disk),
      close: async () => undefined,
    };
  },
});
