#!/usr/bin/env node
// Opening hours are evaluated on wall-clock fields: the process must not have a time zone of its own.
process.env['TZ'] = 'UTC';

const { run } = await import('./cli.js');
await run(process.argv.slice(2));

export {};
