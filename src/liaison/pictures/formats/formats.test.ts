import { describe, expect, test } from '@jest/globals';
import { parse as parseDot } from '@ts-graphviz/ast';
import fc from 'fast-check';
import { MultiGraph } from 'graphology';
import gexf from 'graphology-gexf';
import graphml from 'graphology-graphml';
import { printDot } from './dot.js';
import { printGexf } from './gexf.js';
import { printGraphml } from './graphml.js';
import type { GraphPrinter, LabelledGraph } from './labelled-graph.js';

function printed(printer: GraphPrinter, graph: LabelledGraph): string {
  const steps = printer(graph);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** What can stand in all of the formats: no control characters, no ends of lines, no halves of characters. */
const label = fc
  .oneof(
    fc.string({ unit: 'grapheme' }),
    fc.string({ unit: fc.constantFrom(...'<>&"\'\\\\/]{}[];=-#例N', '&lt;', '&amp;') }),
  )
  // eslint-disable-next-line no-control-regex -- control characters are what it looks for
  .map((text) => text.toWellFormed().replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufffe\uffff]/g, ''))
  // Every organization is called something.
  .map((text) => text.trim() || '無名');

/** What Graphviz draws of a string of DOT: it reads entities, of those that it was written with and of any other. */
const asDrawn = (text: string) =>
  text
    .replaceAll('\\\\', '\\')
    .replace(/&(amp|lt|gt|quot);/g, (_, name: string) => ({ amp: '&', lt: '<', gt: '>', quot: '"' })[name]!);

const graphs: fc.Arbitrary<LabelledGraph> = fc
  .array(fc.record({ label, kind: label, observer: fc.boolean() }), { minLength: 1, maxLength: 6 })
  .chain((nodes) => {
    const place = fc.nat(nodes.length - 1);
    const edge = fc.record({
      one: place,
      other: place,
      trust: fc.double({ min: 0, max: 1, noNaN: true }),
      fades: fc.boolean(),
    });
    const edges = fc.uniqueArray(edge, {
      selector: ({ one, other }) => `${Math.min(one, other)} ${Math.max(one, other)}`,
    });
    return fc.record({ nodes: fc.constant(nodes), edges, title: label });
  })
  .map(({ nodes, edges, title }) => ({
    title,
    day: '2026-11-02',
    nodeAttributes: [
      { name: 'kind', type: 'string' },
      { name: 'observer', type: 'boolean' },
    ],
    edgeAttributes: [
      { name: 'trust', type: 'double' },
      { name: 'fadesOn', type: 'string' },
    ],
    nodes: nodes.map((each, number) => ({
      id: `org_${number}`,
      label: each.label,
      values: [each.kind, each.observer],
    })),
    edges: edges
      .filter(({ one, other }) => one !== other)
      .map(({ one, other, trust, fades }) => ({
        source: `org_${one}`,
        target: `org_${other}`,
        weight: trust * 3,
        width: 1 + trust,
        isDashed: fades,
        values: [trust, fades ? '2027-01-31' : null],
      })),
  }));

describe('a graph is read as it was, by a reader of somebody else', () => {
  test.each([
    ['GraphML', printGraphml, (text: string) => graphml.parse(MultiGraph, text)],
    ['GEXF', printGexf, (text: string) => gexf.parse(MultiGraph, text)],
  ] as const)('%s', (_, printer, parse) => {
    fc.assert(
      fc.property(graphs, (graph) => {
        const read = parse(printed(printer, graph));
        expect(read.order).toBe(graph.nodes.length);
        expect(read.size).toBe(graph.edges.length);
        for (const { id, label, values } of graph.nodes)
          expect(read.getNodeAttributes(id)).toMatchObject({ label, kind: values[0], observer: values[1] });
        for (const { source, target, weight, values } of graph.edges) {
          const attributes = read.getEdgeAttributes(read.undirectedEdges(source, target)[0]);
          expect(attributes).toMatchObject({ weight, trust: values[0] });
          expect(attributes['fadesOn'] ?? null).toBe(values[1]);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('DOT', () => {
    fc.assert(
      fc.property(graphs, (graph) => {
        const { children } = parseDot(printed(printDot, graph));
        const [root] = children;
        if (root?.type !== 'Graph') throw new Error('This is no graph.');
        const read = root.children.flatMap((each) => {
          if (each.type !== 'Node' && each.type !== 'Edge') return [];
          const attributes = Object.fromEntries(
            each.children.flatMap((child) =>
              child.type === 'Attribute' ? [[child.key.value, asDrawn(child.value.value)]] : [],
            ),
          );
          const ends =
            each.type === 'Node' ? [each.id.value] : each.targets.map((end) => ('id' in end ? end.id.value : ''));
          return [{ ends, attributes }];
        });
        const expected = [
          ...graph.nodes.map(({ id, label, values }) => ({
            ends: [id],
            attributes: { label, kind: values[0], observer: String(values[1]) },
          })),
          ...graph.edges.map(({ source, target, weight, width, isDashed, values }) => ({
            ends: [source, target],
            attributes: {
              weight: String(weight),
              penwidth: String(width),
              ...(isDashed && { style: 'dashed' }),
              trust: String(values[0]),
              ...(values[1] !== null && { fadesOn: values[1] }),
            },
          })),
        ];
        expect(read).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });
});

test('what XML cannot hold is replaced, and DOT has it as a space', () => {
  const graph: LabelledGraph = {
    title: '',
    day: '2026-11-02',
    nodeAttributes: [],
    edgeAttributes: [],
    nodes: [{ id: 'org_1', label: 'a\0\u001b\ud800\nb', values: [] }],
    edges: [],
  };
  for (const [printer, parse] of [
    [printGraphml, graphml.parse],
    [printGexf, gexf.parse],
  ] as const)
    expect(parse(MultiGraph, printed(printer, graph)).getNodeAttribute('org_1', 'label')).toBe(
      'a\ufffd\ufffd\ufffd\nb',
    );
  expect(printed(printDot, graph)).toContain('label="a \ufffd b"');
});
