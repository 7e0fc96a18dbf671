export { createClientFactory } from './browser/factory.ts';
