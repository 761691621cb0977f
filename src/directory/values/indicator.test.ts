import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { InvalidValue } from '../../kernel/refusal.js';
import { foldName, nameKey } from './name.js';
import { parseIndicator } from './indicator.js';

const domain = (text: string) => ({ kind: 'DOMAIN', domain: text });
const prefix = (text: string) => ({ kind: 'PREFIX', prefix: text });
const name = (text: string) => ({ kind: 'NAME', name: text });

describe('parseIndicator', () => {
  test.each([
    'bank.example',
    'BANK.Example.',
    'ｂａｎｋ．ｅｘａｍｐｌｅ',
    'bank。example',
    'bank.example:8443',
    'bank.example/login?next=/a@b#c',
    'bank.example/login?user=victim@other.example',
    'bank.example?x',
    '//bank.example/a',
    'http://bank.example',
    'HTTPS://Bank.Example./a b c',
    'https://user:p@ss@bank.example:8443/a?b=c@d.example#e',
    'https://user:pass@bank.example',
    'https:\\\\bank.example\\a',
    'https:/bank.example/a',
    'https://b%61nk.example/',
    'ssh://git@bank.example:22/repository',
    'git@bank.example:team/repository.git',
    'git+ssh://git@bank.example/repository',
    'view-source:https://bank.example/',
    'ldap://bank.example:1389/a',
    'sip:desk@bank.example',
    'csirt@bank.example',
    'CSIRT＠Bank.Example',
    'mailto:csirt@bank.example',
    'mailto:csirt@bank.example?subject=a%20b',
    '<csirt@bank.example>',
    '<mailto:csirt@bank.example>',
    'Desk of the CSIRT <csirt@bank.example>',
    '"Desk, CSIRT" <csirt@bank.example>',
    'a/b@bank.example',
    '*.bank.example',
    '.bank.example',
  ])('the host of %s is bank.example', (text) => {
    expect(parseIndicator(text)).toEqual(domain('bank.example'));
  });

  test.each([
    'hxxps://bank[.]example',
    'hXXp://bank.example/a',
    'h**ps://bank[.]example',
    'hxxp[:]//bank[.]example',
    'hxxps[://]bank(.)example/a',
    'http:[//]bank{.}example',
    'fxp://bank.example/a',
    'bank[dot]example',
    'bank(dot)example',
    'bank [DOT] example',
    'bank <.> example',
    'bank［．］example',
    'bank[。]example',
    'csirt[@]bank[.]example',
    'csirt[at]bank[.]example',
    'csirt (at) bank (dot) example',
    'bank[.]example[:]8443/a',
  ])('%s is defanged bank.example', (text) => {
    expect(parseIndicator(text)).toEqual(domain('bank.example'));
  });

  test.each([
    '"bank.example"',
    "'bank.example'",
    '`bank.example`',
    '“bank.example”',
    '「bank.example」',
    '（bank.example）',
    '[bank.example]',
    '<https://bank.example/a>',
    '("https://bank.example/a"),',
    'bank.example,',
    'bank.example;',
    'bank.example:',
    'bank.example...',
    'bank.example、',
    'bank.example。',
    'https://bank.example).',
    'https://bank.example"',
    '"bank.example',
    '**bank.example**',
    ' \n bank.example \t',
  ])('%j carries along what stood around it', (text) => {
    expect(parseIndicator(text)).toEqual(domain('bank.example'));
  });

  test.each([
    ['www.銀行.example', 'www.xn--jn2ax2s.example'],
    ['https://銀行。example/連絡', 'xn--jn2ax2s.example'],
    ['csirt@銀行.example', 'xn--jn2ax2s.example'],
    ['https://XN--JN2AX2S.example', 'xn--jn2ax2s.example'],
    ['_dmarc.bank.example', '_dmarc.bank.example'],
    ['https://my_host-.bank.example/', 'my_host-.bank.example'],
    ['bad.cafe/12', 'bad.cafe'],
  ])('%s is of the domain %s', (text, host) => {
    expect(parseIndicator(text)).toEqual(domain(host));
  });

  test.each([
    ['192.0.2.1', '192.0.2.1/32'],
    ['192.0.2.77/24', '192.0.2.0/24'],
    ['192[.]0[.]2[.]1', '192.0.2.1/32'],
    ['192(.)0(.)2(.)77/24', '192.0.2.0/24'],
    ['１９２．０．２．１', '192.0.2.1/32'],
    ['192。0。2。1', '192.0.2.1/32'],
    ['192.0.2.1.', '192.0.2.1/32'],
    ['\u200E192.0.\u200B2.1\uFEFF', '192.0.2.1/32'],
    ['[192.0.2.1]', '192.0.2.1/32'],
    ['192.0.2.1:443', '192.0.2.1/32'],
    ['192.0.2.1/', '192.0.2.1/32'],
    ['192.0.2.1/index.html', '192.0.2.1/32'],
    ['https://192.0.2.1/24', '192.0.2.1/32'],
    ['hxxp://user@192[.]0[.]2[.]1:8080/a', '192.0.2.1/32'],
    ['http://3221225985/', '192.0.2.1/32'],
    ['http://0xc0.0.2.1/', '192.0.2.1/32'],
    ['csirt@[192.0.2.1]', '192.0.2.1/32'],
    ['::ffff:192.0.2.1', '192.0.2.1/32'],
    ['::ffff:192.0.2.0/120', '192.0.2.0/24'],
    ['2001:DB8::1', '2001:db8::1/128'],
    ['2001:db8::/32', '2001:db8::/32'],
    ['2001:db8::', '2001:db8::/128'],
    ['2001:db8::,', '2001:db8::/128'],
    ['2001[:]db8[::]1', '2001:db8::1/128'],
    ['[2001:db8::1]', '2001:db8::1/128'],
    ['[2001:db8::1]:443', '2001:db8::1/128'],
    ['[2001:db8::]/32', '2001:db8::/32'],
    ['[2001:db8::/32]', '2001:db8::/32'],
    ['2001:db8::1/index.html', '2001:db8::1/128'],
    ['https://[2001:db8::1]', '2001:db8::1/128'],
    ['https://[2001:db8::1]:8443/a', '2001:db8::1/128'],
    ['https://2001:db8::1/a', '2001:db8::1/128'],
    ['https://[::ffff:192.0.2.1]/', '192.0.2.1/32'],
    ['csirt@[IPv6:2001:db8::1]', '2001:db8::1/128'],
    ['::', '::/128'],
  ])('%s is the prefix %s', (text, canonical) => {
    expect(parseIndicator(text)).toEqual(prefix(canonical));
  });

  test.each(['AS64496', 'as64496', ' ＡＳ６４４９６ ', '(AS64496)', 'AS64496.'])('%s is an AS number', (text) => {
    expect(parseIndicator(text)).toEqual({ kind: 'AS_NUMBER', value: 'AS64496' });
  });

  test.each([
    ['64496', '64496'],
    ['jp', 'jp'],
    ['localhost', 'localhost'],
    ['http://localhost/', 'http://localhost/'],
    ['AS 64496', 'as64496'],
    ['例示銀行株式会社', '例示銀行'],
    ['㈱例示銀行', '例示銀行'],
    ['「例示銀行」', '例示銀行'],
    ['"Example Bank, Inc."', 'examplebank'],
    ['Example Bank Co., Ltd.', 'examplebank'],
    ['れいじぎんこう', 'レイジギンコウ'],
    ['例示娘。', '例示娘。'],
    ['Example!', 'example!'],
    ['the bank.example incident', 'thebank.exampleincident'],
    ['bank.example and other.example', 'bank.exampleandother.example'],
    ['bank.example, other.example', 'bank.example,other.example'],
    ['bank.example,other.example', 'bank.example,other.example'],
    ['a@bank.example,b@other.example', 'a@bank.example,b@other.example'],
    ['https://bank.example is down', 'https://bank.exampleisdown'],
    ['Red Dot Design', 'reddotdesign'],
    ['192.0.2', '192.0.2'],
    ['192.0.2.256', '192.0.2.256'],
    ['010.0.0.1', '010.0.0.1'],
    ['192.0.2.0/33', '192.0.2.0/33'],
    ['2001:db8::/129', '2001:db8::/129'],
    ['fe80::1%eth0', 'fe80::1%eth0'],
    ['AS4294967296', 'as4294967296'],
    ['javascript:alert(1)', 'javascript:alert(1)'],
    ['tel:+81-3-0000-0000', 'tel:+81-3-0000-0000'],
    ['https://', 'https://'],
    ['http:8080', 'http:8080'],
    ['""', '""'],
    ['...', '...'],
    ['@', '@'],
  ])('%j is a name', (text, key) => {
    expect(parseIndicator(text)).toEqual(name(key));
  });

  test.each([
    ['empty', ''],
    ['blank', ' \n\u3000 '],
    ['invisible', '\u200B\uFEFF'],
    ['over 2,048 characters', 'a'.repeat(2049)],
  ])('refuses what is %s', (_, text) => {
    expect(() => parseIndicator(text)).toThrow(InvalidValue);
  });

  test('2,048 characters pass, also of two code units', () => {
    expect(parseIndicator('a'.repeat(2048)).kind).toBe('NAME');
    expect(parseIndicator('𠮷'.repeat(2048)).kind).toBe('NAME');
    expect(parseIndicator(`https://bank.example/${'a'.repeat(2027)}`)).toEqual(domain('bank.example'));
  });

  test('defanging, quoting and full width change nothing', () => {
    fc.assert(
      fc.property(indicators, fc.infiniteStream(fc.nat(7)), (text, choices) => {
        const choose = () => choices.next().value as number;
        const defanged = text
          .replace(/^http/, () => ['http', 'hxxp', 'hXXp', 'HTTP'][choose() % 4]!)
          .replace(/:\/\//, () => ['://', '[://]', '[:]//', ':[//]'][choose() % 4]!)
          .replace(/\./g, () => ['.', '[.]', '(.)', '{.}', '[dot]', '(dot)', '．', '。'][choose()]!)
          .replace(/@/g, () => ['@', '[@]', '[at]', '(at)', '＠'][choose() % 5]!);
        const [opening, closing] = [
          ['', ''],
          ['"', '"'],
          ['<', '>'],
          ['「', '」'],
        ][choose() % 4]!;
        expect(parseIndicator(`${opening}${defanged}${closing}${['', '.', ',', ' '][choose() % 4]}`)).toEqual(
          parseIndicator(text),
        );
        expect(parseIndicator(text).kind).not.toBe('NAME');
      }),
      { numRuns: 500 },
    );
  });

  test('what it answers it answers again for its own answer', () => {
    fc.assert(
      fc.property(indicators, (text) => {
        const once = parseIndicator(text);
        const value = 'domain' in once ? once.domain : 'prefix' in once ? once.prefix : 'never';
        expect(parseIndicator(value)).toEqual(once);
      }),
    );
  });

  test('any text that is not blank is something; a name is never without a key', () => {
    const piece = fc.constantFrom(
      ...[
        'http',
        '://',
        ':',
        '/',
        '@',
        '.',
        '[',
        ']',
        '(',
        ')',
        '<',
        '>',
        '[.]',
        '::',
        '192.0.2.1',
        '%',
        'xn--',
        'AS1',
      ],
      ...[
        '株式会社',
        'a',
        '銀',
        ' ',
        '\n',
        '"',
        '\\',
        '?',
        '#',
        '\u200D',
        '\u0307',
        '\uD800',
        '0x',
        '-',
        '_',
        '*',
        'ﷺ',
      ],
    );
    const pieces = fc.array(piece, { minLength: 1, maxLength: 12 }).map((all) => all.join(''));
    const texts = fc.oneof(pieces, fc.string({ unit: 'binary', minLength: 1, maxLength: 1024 }));
    fc.assert(
      fc.property(
        texts.filter((text) => foldName(text) !== ''),
        (text) => {
          const indicator = parseIndicator(text);
          if (indicator.kind === 'NAME') {
            expect(indicator.name).not.toBe('');
            expect(nameKey(indicator.name)).toBe(indicator.name);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });
});

const hosts = fc.oneof(
  fc.domain(),
  fc.ipV4(),
  fc.ipV6().map((address) => `[${address}]`),
);
const indicators = fc.oneof(
  hosts,
  fc
    .tuple(hosts, fc.nat(65535), fc.stringMatching(/^[a-z0-9/]{0,9}$/))
    .map(([host, port, path]) => `${host}:${port}/${path}`),
  fc.tuple(hosts, fc.stringMatching(/^(\?[a-z=]{1,9}|\/[a-z]{1,9})?$/)).map(([host, rest]) => `https://${host}${rest}`),
  fc.tuple(fc.stringMatching(/^[a-z]{1,9}(\.[a-z]{1,9})?$/), fc.domain()).map(([local, host]) => `${local}@${host}`),
  fc.tuple(fc.ipV4(), fc.nat(32)).map(([address, length]) => `${address}/${length}`),
);
