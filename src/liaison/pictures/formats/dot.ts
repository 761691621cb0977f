import { Lines, type AttributeType, type AttributeValue, type LabelledGraph } from './labelled-graph.js';

/** The DOT language of Graphviz (https://graphviz.org/doc/info/lang.html). */
export function* printDot(graph: LabelledGraph): Generator<void, string, void> {
  const lines = new Lines();
  lines.add(`graph ${quoted(`liaison-${graph.day}`)} {`);
  lines.add(`  graph [charset="UTF-8", label=${quoted(graph.title)}, layout="sfdp", overlap="prism"];`);
  lines.add('  node [shape="box", style="rounded"];');
  yield* lines.each(
    graph.nodes,
    ({ id, label, values }) =>
      `  ${quoted(id)} [${['label=' + quoted(label), ...listed(graph.nodeAttributes, values)].join(', ')}];`,
  );
  yield* lines.each(graph.edges, ({ source, target, weight, width, isDashed, values }) => {
    const drawn = [
      `weight=${quoted(String(weight))}`,
      `penwidth=${quoted(String(width))}`,
      ...(isDashed ? ['style="dashed"'] : []),
    ];
    return `  ${quoted(source)} -- ${quoted(target)} [${[...drawn, ...listed(graph.edgeAttributes, values)].join(', ')}];`;
  });
  lines.add('}');
  return lines.toString();
}

function listed(types: readonly AttributeType[], values: readonly AttributeValue[]): string[] {
  return types.flatMap(({ name }, place) => {
    const value = values[place] ?? null;
    return value === null ? [] : [`${name}=${quoted(String(value))}`];
  });
}

/** Control characters and ends of lines say nothing in a label, and some readers stop at them. */
// eslint-disable-next-line no-control-regex -- control characters are what it looks for
const CONTROL = /[\u0000-\u001f\u007f\u0085\u2028\u2029]+/g;

/**
 * A quoted string. Every backslash is doubled: in a label `\N` would become the id of the node. Every `&` is written as an
 * entity: Graphviz reads `&lt;` in a name as `<`, and complains of one that it does not know.
 */
function quoted(text: string): string {
  const line = text.toWellFormed().replace(CONTROL, ' ').replaceAll('&', '&amp;');
  return `"${line.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
