/** XML as it is printed. What is no markup is text, and escaped: a name can be anything, and must never be read as markup. */
export class Markup {
  constructor(readonly xml: string) {}

  toString(): string {
    return this.xml;
  }
}

/** Undefined ones are left out. */
export type Attributes = Readonly<Record<string, string | number | undefined>>;

/** An element with what is in it; texts are escaped. */
export function element(name: string, attributes: Attributes = {}, ...content: readonly (Markup | string)[]): Markup {
  const within = content.map((each) => (each instanceof Markup ? each.xml : escaped(each))).join('');
  return new Markup(
    within === '' ? `<${openTag(name, attributes)}/>` : `<${openTag(name, attributes)}>${within}</${name}>`,
  );
}

/** What stands within the angles that open an element. */
export function openTag(name: string, attributes: Attributes): string {
  let tag = name;
  for (const [key, value] of Object.entries(attributes))
    if (value !== undefined) tag += ` ${key}="${typeof value === 'number' ? plain(value) : escaped(value)}"`;
  return tag;
}

/** What no document of XML 1.0 may hold, not even escaped: https://www.w3.org/TR/xml/#charsets */
// eslint-disable-next-line no-control-regex -- control characters are what it looks for
const NO_CHARACTERS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;
const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  // A parser would make spaces or line feeds of them.
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
  // To XML 1.1, and to parsers that know both, these end a line as well: https://www.w3.org/TR/xml11/#sec-line-ends
  '\u0085': '&#133;',
  '\u2028': '&#8232;',
  '\u2029': '&#8233;',
};

/** Whether there may be anything to do: for most text, and there is much of it, there is not. */
const SUSPECT = /[^ !#-%(-;=?-\u0084\u0086-\u2027\u202a-\ud7ff\ue000-\ufffd]/;

/** Good in an attribute as well as between tags. Halves of surrogate pairs and control characters become U+FFFD. */
export function escaped(text: string): string {
  if (!SUSPECT.test(text)) return text;
  return text
    .toWellFormed()
    .replace(NO_CHARACTERS, '\ufffd')
    .replace(/[&<>"'\t\n\r\u0085\u2028\u2029]/g, (character) => ENTITIES[character]!);
}

/** To a hundredth: nobody sees less of a pixel. */
function plain(value: number): string {
  return String(Math.round(value * 100) / 100);
}
