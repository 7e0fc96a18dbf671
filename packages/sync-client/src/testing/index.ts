export * from './manual-clock.ts';
export * from './memory-tabs.ts';
export * from './seeded-random.ts';
export * from './sim-device.ts';
export * from './sim-server.ts';
export * from './sim-transport.ts';
