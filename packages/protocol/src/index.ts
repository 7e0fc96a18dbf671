import './no-eval.ts';
export * from './errors.ts';
export * from './events.ts';
export * from './limits.ts';
export { type DeviceView, userSchema } from './shapes.ts';
export * from './version.ts';
