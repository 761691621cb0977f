/** White space, what is not drawn (U+200B, U+2060, U+3164), what only controls what is, and the empty cell of Braille. */
const UNSEEN = /^[\s\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\u2800]*$/u;

/** Whether there is anything to see of a text. Characters for private use count: names are written with them. */
export function isVisible(text: string): boolean {
  return !UNSEEN.test(text);
}

/**
 * A name as it is compared: NFKC, hiragana as katakana, one case, white space collapsed and trimmed, and without what cannot
 * be seen (variation selectors of kanji, zero-width spaces). No locale plays a part. Folding twice changes nothing more.
 */
export function foldName(text: string): string {
  const katakana = text
    .normalize('NFKC')
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
    .replace(/[ぁ-ゖゝゞ]/gu, (kana) => String.fromCodePoint(kana.codePointAt(0)! + 0x60));
  // By way of lower and upper case ẞ and ß become ss and ı becomes i; İ would be left as an i with a second dot, and Σ at the
  // end of a word as ς.
  const folded = katakana
    .toLowerCase()
    .toUpperCase()
    .toLowerCase()
    .replace(/i\u0307/gu, 'i')
    .replaceAll('ς', 'σ');
  return folded.normalize('NFKC').replace(/\s+/gu, ' ').trim();
}

/**
 * What two names have in common that name the same organization: the folded name without its legal form, before or behind,
 * and without white space. `㈱例示銀行`, `例示銀行 株式会社` and `例示銀行` share one. Empty only where foldName is.
 */
export function nameKey(text: string): string {
  const key = foldName(withoutLegalForm(foldName(text)).replace(/\s/gu, ''));
  // Without the white space a further legal form may have come together.
  return key === text ? key : nameKey(key);
}

const words = (text: string) => text.trim().split(/\s+/u);

// The second half are readings, since a name's kana is compared as well.
const JAPANESE_FORMS = words(`
  株式会社 有限会社 合同会社 合資会社 合名会社 相互会社 特定目的会社 投資法人 有限責任事業組合 技術研究組合
  社団法人 一般社団法人 公益社団法人 特例社団法人 財団法人 一般財団法人 公益財団法人 特例財団法人
  独立行政法人 地方独立行政法人 国立研究開発法人 国立大学法人 公立大学法人 大学共同利用機関法人 特殊法人 認可法人
  特定非営利活動法人 認定特定非営利活動法人 NPO法人 認定NPO法人 学校法人 準学校法人 宗教法人 社会福祉法人
  医療法人 医療法人社団 医療法人財団 社会医療法人 監査法人 有限責任監査法人 弁護士法人 税理士法人 司法書士法人
  行政書士法人 特許業務法人 弁理士法人 社会保険労務士法人 土地家屋調査士法人 農事組合法人 管理組合法人

  カブシキガイシャ カブシキカイシャ ユウゲンガイシャ ユウゲンカイシャ ゴウドウガイシャ ゴウドウカイシャ
  ゴウシガイシャ ゴウメイガイシャ ソウゴガイシャ シャダンホウジン イッパンシャダンホウジン コウエキシャダンホウジン
  ザイダンホウジン イッパンザイダンホウジン コウエキザイダンホウジン ドクリツギョウセイホウジン
  コクリツケンキュウカイハツホウジン コクリツダイガクホウジン トクテイヒエイリカツドウホウジン ガッコウホウジン
`);

// Written in brackets, or as one character that NFKC takes apart: ㈱ is (株).
const JAPANESE_ABBREVIATIONS = words(`
  株 有 同 合 資 名 相 社 一社 公社 財 一財 公財 独 地独 国研 大 国大 特 特非 NPO 学 医 医社 医財 福 社福 宗 監 弁 税 司 行
  農 企 協 労
`);

const LATIN_LEADING = [
  'kabushiki[ -]?[kg]aisha|yu+gen[ -]?[kg]aisha|go+do+[ -]?[kg]aisha|[kyg]\\.? ?k\\.?',
  'incorporated administrative agency|national research and development agency|national university corporation',
  '(?:general|public interest) incorporated (?:association|foundation)|specified non-?profit corporation|npo',
].join('|');

const LATIN_TRAILING = [
  LATIN_LEADING,
  '(?:co|company|pte|pty|pvt|private|proprietary)[., ]*(?:ltd|limited)|ltd|limited|co|company',
  'inc|incorporated|corp|corporation|limited liability company|l\\.?l\\.?[cp]|p\\.?l\\.?c',
  '(?:gmbh ?)?& ?co[., ]*kg(?:aa)?|gmbh|a\\.?g|s\\.?a(?:\\.?s)?|s\\.?p\\.?a|s\\.?(?:a\\.?)?r\\.?l|[bn]\\.?v|a/s',
].join('|');

const spaced = (form: string) => [...foldName(form)].join(' ?');
const longestFirst = (a: string, b: string) => b.length - a.length;
const JAPANESE = [
  ...JAPANESE_FORMS.map(spaced).sort(longestFirst),
  `[([〔【<] ?(?:${JAPANESE_ABBREVIATIONS.map(spaced).join('|')}) ?[)\\]〕】>]`,
].join('|');

// A Latin form stands apart from other letters (Zinc is no "Z, Inc.") and is not the end of an abbreviation (U.S.A. is no
// "U., S.A."); beside kanji and kana it needs no space.
const JOINED = "[\\p{Script=Latin}\\p{Script=Greek}\\p{Script=Cyrillic}\\p{N}\\p{M}.'’/-]";
const LEADING = new RegExp(`^(?:${JAPANESE}|(?:${LATIN_LEADING})(?!${JOINED}))[ ・,、:]*`, 'u');
const TRAILING = new RegExp(`[ ・,、&]*(?:${JAPANESE}|(?<!${JOINED})(?:${LATIN_TRAILING})[., ]*)$`, 'u');

// No form is longer. Only this much of the end is searched: the search would begin anew at every character of a long text.
const LONGEST_FORM = 100;

function withoutLegalForm(folded: string): string {
  const led = folded.replace(LEADING, '') || folded;
  const name = led.slice(0, -LONGEST_FORM) + led.slice(-LONGEST_FORM).replace(TRAILING, '') || led;
  return name === folded ? name : withoutLegalForm(name);
}
