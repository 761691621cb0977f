import { element, openTag } from '../drawing/xml.js';
import { Lines, type AttributeType, type AttributeValue, type LabelledGraph } from './labelled-graph.js';

const NAMESPACE = 'http://graphml.graphdrawing.org/xmlns';

/** GraphML (http://graphml.graphdrawing.org/specification.html). */
export function* printGraphml(graph: LabelledGraph): Generator<void, string, void> {
  const lines = new Lines();
  lines.add('<?xml version="1.0" encoding="UTF-8"?>');
  lines.add(
    `<${openTag('graphml', {
      xmlns: NAMESPACE,
      'xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance',
      'xsi:schemaLocation': `${NAMESPACE} ${NAMESPACE}/1.0/graphml.xsd`,
    })}>`,
  );
  lines.add(element('key', { id: 'label', for: 'node', 'attr.name': 'label', 'attr.type': 'string' }).xml);
  lines.add(element('key', { id: 'weight', for: 'edge', 'attr.name': 'weight', 'attr.type': 'double' }).xml);
  for (const [letter, scope, types] of [
    ['n', 'node', graph.nodeAttributes],
    ['e', 'edge', graph.edgeAttributes],
  ] as const)
    for (const [place, { name, type }] of types.entries())
      lines.add(element('key', { id: `${letter}${place}`, for: scope, 'attr.name': name, 'attr.type': type }).xml);
  lines.add(`<${openTag('graph', { id: `liaison-${graph.day}`, edgedefault: 'undirected' })}>`);
  lines.add(element('desc', {}, graph.title).xml);
  yield* lines.each(
    graph.nodes,
    ({ id, label, values }) =>
      element('node', { id }, element('data', { key: 'label' }, label), ...data('n', graph.nodeAttributes, values)).xml,
  );
  yield* lines.each(
    graph.edges,
    ({ source, target, weight, values }, place) =>
      element(
        'edge',
        { id: `e${place}`, source, target },
        element('data', { key: 'weight' }, String(weight)),
        ...data('e', graph.edgeAttributes, values),
      ).xml,
  );
  lines.add('</graph>');
  lines.add('</graphml>');
  return lines.toString();
}

function data(letter: string, types: readonly AttributeType[], values: readonly AttributeValue[]) {
  return types.flatMap((_, place) => {
    const value = values[place] ?? null;
    return value === null ? [] : [element('data', { key: `${letter}${place}` }, String(value))];
  });
}
