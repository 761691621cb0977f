/** Parts of which names of persons and organizations are made, all invented: in kanji, kana and Latin letters. */
export type Name = readonly [kanji: string, kana: string, latin: string];
const names = (list: string): Name[] => list.split(' ').map((name) => name.split('/') as unknown as Name);
const join = (a: Name, b: Name): Name => [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
const cross = (heads: readonly Name[], tails: readonly Name[]): Name[] =>
  tails.flatMap((tail) => heads.filter((head) => head[0] !== tail[0]).map((head) => join(head, tail)));

export const common = names(
  '佐藤/サトウ/sato 鈴木/スズキ/suzuki 高橋/タカハシ/takahashi 田中/タナカ/tanaka 伊藤/イトウ/ito 山田/ヤマダ/yamada ' +
    '中村/ナカムラ/nakamura 小林/コバヤシ/kobayashi 林/ハヤシ/hayashi 森/モリ/mori 長谷川/ハセガワ/hasegawa',
);
export const heads = names(
  '青/アオ/ao 赤/アカ/aka 白/シロ/shiro 黒/クロ/kuro 金/カネ/kane 大/オオ/o 小/コ/ko 山/ヤマ/yama 川/カワ/kawa 森/モリ/mori ' +
    '竹/タケ/take 松/マツ/matsu 梅/ウメ/ume 桜/サクラ/sakura 雪/ユキ/yuki 星/ホシ/hoshi 月/ツキ/tsuki 花/ハナ/hana 石/イシ/ishi ' +
    '岩/イワ/iwa 砂/スナ/suna 虹/ニジ/niji 雲/クモ/kumo 風/カゼ/kaze 鶴/ツル/tsuru 亀/カメ/kame 龍/リュウ/ryu 鷹/タカ/taka',
);
const tails = names(
  '田/ダ/da 山/ヤマ/yama 川/カワ/kawa 野/ノ/no 原/ハラ/hara 沢/サワ/sawa 村/ムラ/mura 島/シマ/shima 木/キ/ki 本/モト/moto ' +
    '崎/サキ/saki 浜/ハマ/hama 谷/タニ/tani 橋/ハシ/hashi 井/イ/i 宮/ミヤ/miya 坂/サカ/saka 尾/オ/o 瀬/セ/se 里/サト/sato',
);
const givenHeads = names(
  '太/タ/ta 健/ケン/ken 直/ナオ/nao 正/マサ/masa 和/カズ/kazu 秀/ヒデ/hide 智/トモ/tomo 美/ミ/mi 由/ユ/yu 真/マ/ma 恵/エ/e ' +
    '菜/ナ/na 優/ユウ/yu 裕/ヒロ/hiro 幸/ユキ/yuki 明/アキ/aki 春/ハル/haru 千/チ/chi 陽/ハル/haru 拓/タク/taku',
);
const givenTails = names(
  '郎/ロウ/ro 一/イチ/ichi 也/ヤ/ya 樹/キ/ki 介/スケ/suke 人/ト/to 子/コ/ko 美/ミ/mi 香/カ/ka 奈/ナ/na 恵/エ/e 代/ヨ/yo 平/ヘイ/hei ' +
    '彦/ヒコ/hiko 之/ユキ/yuki 斗/ト/to',
);
export const surnames = [...common, ...cross(heads, tails)];
export const givens = cross(givenHeads, givenTails);
export const trades = names(
  '銀行/ギンコウ/bank 通信/ツウシン/communications 電力/デンリョク/power 鉄道/テツドウ/railway 病院/ビョウイン/hospital ' +
    '大学/ダイガク/university 水道局/スイドウキョク/waterworks データセンター/データセンター/data-center ' +
    '製作所/セイサクジョ/works ホールディングス/ホールディングス/holdings 情報処理機構/ジョウホウショリキコウ/information-agency',
);

export const title = (latin: string): string => latin.charAt(0).toUpperCase() + latin.slice(1);
