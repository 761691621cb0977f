import { createRequire } from 'node:module';
import { TestEnvironment } from 'jest-environment-node';

/** Where libraries keep what classes are declared to them: those of another file of tests are none of this one's. */
const DECLARATIONS = ['TypeGraphQLMetadataStorage', 'classValidatorMetadataStorage', 'typeormMetadataArgsStorage'];

const ERRORS = [
  'Error',
  'AggregateError',
  'EvalError',
  'RangeError',
  'ReferenceError',
  'SyntaxError',
  'TypeError',
  'URIError',
];

/** Of these there are no literals: all that a file of tests makes, it makes through the name. */
const NAMED = [
  'BigInt',
  'Boolean',
  'Date',
  'Map',
  'Number',
  'Reflect',
  'Set',
  'String',
  'WeakMap',
  'WeakSet',
  ...ERRORS,
];

/** These come from the engine as well: from literals, async functions, and its own complaints. */
const LITERAL = ['Array', 'Function', 'Promise', 'RegExp', ...ERRORS];

/**
 * Gives each file of tests modules of the house of its own, as ever, but the libraries of the worker process that runs
 * it: to evaluate two thousand modules again for every file took longer than most files do. The realm of a file has
 * constructors of its own, though, which libraries would not know (`error instanceof Error`, a column declared as
 * `String`). So it is given theirs where that can be, and elsewhere what it makes inherits from theirs.
 */
export default class SharedLibraries extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    for (const name of DECLARATIONS) delete globalThis[name];
    for (const name of LITERAL) Object.setPrototypeOf(this.global[name].prototype, globalThis[name].prototype);
    for (const name of NAMED) this.global[name] = globalThis[name];
    // What every object inherits from inherits nothing, but some know plain objects by their constructor.
    this.global.Object.prototype.constructor = Object;
    this.global[Symbol.for('renkei: library by its path')] = createRequire(import.meta.url);
  }
}
