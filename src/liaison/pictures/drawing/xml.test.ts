import { expect, test } from '@jest/globals';
import { DOMParser } from '@xmldom/xmldom';
import fc from 'fast-check';
import { element, escaped } from './xml.js';

const parse = (xml: string) =>
  new DOMParser({
    onError: (level, message) => {
      // Of U+FFFD it warns.
      if (level !== 'warning') throw new Error(message);
    },
  }).parseFromString(xml, 'text/xml').documentElement!;

/** What of a text XML 1.0 can hold. */
function held(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what it looks for
  return text.toWellFormed().replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd');
}

const anything = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom(...'<>&"\'/]-!?\t\r\n\0\ud800\u0085\u2028\u2029 x') }),
);

test('whatever is text is read as that text, in attributes and between tags', () => {
  fc.assert(
    fc.property(anything, anything, (attribute, text) => {
      const read = parse(element('t', { a: attribute }, element('s'), text).xml);
      expect(read.getAttribute('a')).toBe(held(attribute));
      expect(read.textContent).toBe(held(text));
      expect(read.getElementsByTagName('*')).toHaveLength(1);
    }),
  );
});

test('markup is told from text by what it is, and not by what it looks like', () => {
  expect(element('a', { n: 1.005, none: undefined }, element('b', {}, '<c/>')).xml).toBe(
    '<a n="1"><b>&lt;c/&gt;</b></a>',
  );
  expect(escaped('例示 abc (1) = 2; ？')).toBe('例示 abc (1) = 2; ？');
});
