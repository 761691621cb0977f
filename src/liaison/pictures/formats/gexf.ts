import { element, openTag } from '../drawing/xml.js';
import { Lines, type AttributeType, type AttributeValue, type LabelledGraph } from './labelled-graph.js';

/** GEXF 1.3, the format of Gephi (https://gexf.net/schema.html). */
export function* printGexf(graph: LabelledGraph): Generator<void, string, void> {
  const lines = new Lines();
  lines.add('<?xml version="1.0" encoding="UTF-8"?>');
  lines.add(`<${openTag('gexf', { xmlns: 'http://gexf.net/1.3', version: '1.3' })}>`);
  lines.add(
    element(
      'meta',
      { lastmodifieddate: graph.day },
      element('creator', {}, 'Renkei'),
      element('description', {}, graph.title),
    ).xml,
  );
  lines.add(`<${openTag('graph', { mode: 'static', defaultedgetype: 'undirected' })}>`);
  for (const [scope, types] of [
    ['node', graph.nodeAttributes],
    ['edge', graph.edgeAttributes],
  ] as const)
    lines.add(
      element(
        'attributes',
        { class: scope },
        ...types.map(({ name, type }, place) => element('attribute', { id: String(place), title: name, type })),
      ).xml,
    );
  lines.add('<nodes>');
  yield* lines.each(
    graph.nodes,
    ({ id, label, values }) => element('node', { id, label }, attvalues(graph.nodeAttributes, values)).xml,
  );
  lines.add('</nodes>');
  lines.add('<edges>');
  yield* lines.each(
    graph.edges,
    ({ source, target, weight, values }, place) =>
      element(
        'edge',
        { id: String(place), source, target, weight: String(weight) },
        attvalues(graph.edgeAttributes, values),
      ).xml,
  );
  lines.add('</edges>');
  lines.add('</graph>');
  lines.add('</gexf>');
  return lines.toString();
}

function attvalues(types: readonly AttributeType[], values: readonly AttributeValue[]) {
  return element(
    'attvalues',
    {},
    ...types.flatMap((_, place) => {
      const value = values[place] ?? null;
      return value === null ? [] : [element('attvalue', { for: String(place), value: String(value) })];
    }),
  );
}
