export * from './memory-fixture.ts';
export * from './memory-timeline-store.ts';
export * from './timeline-store-contract.ts';
export * from './device-store-contract.ts';
export * from './memory-device-store.ts';
export * from './samples.ts';
export * from './sim/simulate.ts';
