import { drawable } from './lettering.js';
import { stateOf, type Neighbour, type Surroundings } from './scene.js';
import { isSole } from './strokes.js';
import { few, targetText, trustText, type Words } from './words.js';

/** For whoever does not see it. */
export function altTextOf({ day, middle, neighbours, ties: count }: Surroundings, words: Words): string {
  const { told } = words;
  const ties = neighbours.filter(({ trust }) => trust > 0);
  const named = (neighbour: Neighbour) => drawable(neighbour.party.name);
  const sentences = [told.surroundings(drawable(middle.name), day, count)];
  if (ties.length === 0) sentences.push(told.none());
  else sentences.push(told.strongest(ties.slice(0, 3).map((each) => `${named(each)} ${trustText(each.trust)}`)));
  const fading = neighbours.filter((each) => stateOf(each) === 'fading');
  if (fading.length > 0)
    sentences.push(
      told.fading(
        few(
          words,
          fading.map((each) => `${named(each)} (${fateOf(each, words)})`),
        ),
      ),
    );
  const short = neighbours.filter((each) => stateOf(each) === 'short');
  if (short.length > 0)
    sentences.push(
      told.short(
        few(
          words,
          short.map((each) => `${named(each)} ${trustText(each.trust)} (${words.wants(targetText(each.wanted!))})`),
        ),
      ),
    );
  const onOne = (all: readonly Neighbour[]) =>
    few(
      words,
      all.map((each) => `${named(each)} (${drawable(each.carrier!.name)})`),
    );
  const hanging = ties.filter(({ carrier }) => carrier !== null && isSole(carrier.share));
  if (hanging.length > 0) sentences.push(told.hanging(onOne(hanging)));
  const cut = ties.filter(({ carrier }) => carrier?.isArticulation);
  if (cut.length > 0) sentences.push(told.articulation(onOne(cut)));
  return sentences.join(words.language === 'ja' ? '' : ' ');
}

function fateOf({ wanted, fadesOn }: Neighbour, words: Words): string {
  return fadesOn === null ? words.faded : words.fadesOn(fadesOn, wanted !== null);
}
