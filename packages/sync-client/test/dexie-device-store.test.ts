import { ALICE, deviceStoreContract, sampleId } from '@tidemark/timeline/testing';
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { DexieDeviceStore } from '../src/store/dexie-device-store.ts';

deviceStoreContract('Dexie', {
  open: async () => {
    const options = {
      userId: ALICE,
      deviceId: sampleId('d', 1),
      indexedDb: { indexedDB: new IDBFactory(), IDBKeyRange },
    };
    const tabs = [new DexieDeviceStore(options)];
    return {
      store: tabs[0] as DexieDeviceStore,
      another: async () => {
        const tab = new DexieDeviceStore(options);
        tabs.push(tab);
        return tab;
      },
      close: async () => tabs.forEach((tab) => tab.close()),
    };
  },
});
