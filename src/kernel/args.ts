import { Arg, ID } from 'type-graphql';
import { DateTimeScalar } from './scalars.js';

/** The argument of every reading of something dated. */
export function AtArg(): ParameterDecorator {
  return Arg('at', () => DateTimeScalar, {
    nullable: true,
    description: 'The moment asked about, in valid time; null and absent mean now.',
  }) as ParameterDecorator;
}

export function IdArg(name: string, description: string): ParameterDecorator {
  return Arg(name, () => ID, { description }) as ParameterDecorator;
}

export function InputArg(type: () => new () => object): ParameterDecorator {
  return Arg('input', type, { description: 'What is written.' }) as ParameterDecorator;
}
