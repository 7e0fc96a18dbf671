export * from './manual-clock.ts';
export * from './memory-tabs.ts';
export * from './seeded-random.ts';
export * from './sim-device.ts';
export * from './sim-server.ts';
export * from './sim-transport.ts';
// A whole device for suites that run it over a real connection.
export { DeviceClient } from '../device-client.ts';
export type { Clock, Transport, TransportEvent, Undo } from '../ports.ts';
export { SocketTransport } from '../transport/socket-transport.ts';
