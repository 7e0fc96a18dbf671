export * from './memory-timeline-store.ts';
export * from './device-store-contract.ts';
export * from './memory-device-store.ts';
export * from './samples.ts';
