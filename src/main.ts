#!/usr/bin/env node
// The database driver reads a DATE as a local midnight: in UTC every day has one.
process.env['TZ'] = 'UTC';

const { run } = await import('./cli.js');
await run(process.argv.slice(2));

export {};
