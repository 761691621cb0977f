import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';

// RFC 3339, section 5.6, with the offset required. Leap seconds are refused: an instant that no clock here can name.
const RFC_3339 = /^(\d{4}-\d{2}-\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})$/;

function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || text.startsWith('0000')) return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

function parseDateTime(value: unknown): Date {
  const match = typeof value === 'string' ? RFC_3339.exec(value) : null;
  if (!match || !isDay(match[1]!) || Number(match[2]) > 23 || Number(match[3]) > 59 || Number(match[4]) > 59)
    throw new GraphQLError(
      'A DateTime is written as in RFC 3339 with an offset, for example 2026-04-01T09:00:00+09:00.',
    );
  const instant = new Date((value as string).toUpperCase());
  if (Number.isNaN(instant.getTime())) throw new GraphQLError('The offset of this DateTime does not exist.');
  // In UTC it must still be a year of four digits, or it could not be answered as RFC 3339 has it.
  if (!isDay(instant.toISOString().slice(0, 10)))
    throw new GraphQLError('A DateTime lies in the years 1 to 9999, in UTC as well.');
  return instant;
}

function parseDate(value: unknown): string {
  if (typeof value !== 'string' || !isDay(value))
    throw new GraphQLError('A Date is a day of the calendar, written YYYY-MM-DD.');
  return value;
}

export const DateTimeScalar = new GraphQLScalarType<Date, string>({
  name: 'DateTime',
  description: 'An instant as in RFC 3339, with an offset; answered in UTC with milliseconds.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339',
  serialize: (value) => (value as Date).toISOString(),
  parseValue: parseDateTime,
  parseLiteral: (node) => parseDateTime(node.kind === Kind.STRING ? node.value : undefined),
});

export const DateScalar = new GraphQLScalarType<string, string>({
  name: 'Date',
  description:
    'A day of the calendar, YYYY-MM-DD. Where it ends something, it is the first day on which that no longer holds.',
  serialize: (value) => value as string,
  parseValue: parseDate,
  parseLiteral: (node) => parseDate(node.kind === Kind.STRING ? node.value : undefined),
});
