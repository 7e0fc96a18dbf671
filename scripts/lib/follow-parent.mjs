// Preloaded into the server by `npm start` and `npm run dev`: when the process that started it is gone (killed,
// crashed), the server stops as if it had been asked to, instead of holding its port for ever.
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
process.channel?.unref();
