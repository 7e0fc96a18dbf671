export * from './device-store.ts';
export * from './entry.ts';
export * from './pages.ts';
export * from './ranges.ts';
export * from './seq.ts';
export * from './timeline-store.ts';
