import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** In the place of a library's module, one that hands on what the worker process has loaded: see environment.js. */
function handedOn(source, path, { supportsStaticESM, supportsDynamicImport }) {
  // Not for a file of tests: Jest loads itself.
  if (!supportsDynamicImport) return source;
  const library = `globalThis[Symbol.for('renkei: library by its path')](${JSON.stringify(path)})`;
  if (!supportsStaticESM) return `module.exports = ${library};`;
  const names = Object.keys(require(path));
  return [
    `const library = ${library};`,
    ...names.map((name, n) => `const export${n} = library[${JSON.stringify(name)}];`),
    `export { ${names.map((name, n) => `export${n} as ${JSON.stringify(name)}`).join(', ')} };`,
  ].join('\n');
}

const transformer = {
  process: (...given) => ({ code: handedOn(...given) }),
  getCacheKey: (...given) =>
    createHash('sha256')
      .update(handedOn(...given))
      .digest('hex'),
};

export default transformer;
