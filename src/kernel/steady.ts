import { Extensions } from 'type-graphql';

/**
 * Says of a field that is computed that its answer hangs on nothing but the directory, the viewer, what it is asked with and
 * the moment: on no encounter and no database, on the moment only by which days have begun and which moments have come that
 * are recorded, and on the directory only by its rows and indexes. Said of a type, that this is so of all its fields that are only read.
 */
export function Steady(): ClassDecorator & MethodDecorator & PropertyDecorator {
  return Extensions({ steady: true }) as ClassDecorator & MethodDecorator & PropertyDecorator;
}

/** Whether it was said of a field or a type. */
export function isSteady({ extensions }: { readonly extensions: object }): boolean {
  return (extensions as { readonly steady?: boolean }).steady === true;
}
