import { requireMay } from '../../access/policy.js';
import type { Context } from '../../directory/context.js';
import type { Organization } from '../../directory/organization.js';
import { dayOf } from '../../kernel/days.js';
import { compareText } from '../../kernel/ids.js';
import { refuse } from '../../kernel/refusal.js';
import { printDot } from './formats/dot.js';
import { printGexf } from './formats/gexf.js';
import { printGraphml } from './formats/graphml.js';
import type { AttributeType, GraphEdge, GraphPrinter, LabelledGraph } from './formats/labelled-graph.js';
import type { LiaisonGraphFormat } from './liaison-graph.js';
import { LiaisonGraph } from './liaison-graph.js';
import { stateOf } from './drawing/scene.js';
import type { Bonds, OrganizationBond, Outlook } from './bonds.js';
import type { Networks } from '../networks.js';
import { sortedStepwise } from '../graph/stepwise-sort.js';
import { finish } from '../unhurried.js';

/** Some 3 MB, which are put into the answer in one go, while nobody else is answered. */
const MOST_EDGES = 10_000;
const EDGES_A_STEP = 512;

const PRINTERS: Readonly<Record<LiaisonGraphFormat, GraphPrinter>> = {
  GRAPHML: printGraphml,
  GEXF: printGexf,
  DOT: printDot,
};

const NODE_ATTRIBUTES: readonly AttributeType[] = [
  { name: 'kind', type: 'string' },
  { name: 'sector', type: 'string' },
  { name: 'observer', type: 'boolean' },
];
const EDGE_ATTRIBUTES: readonly AttributeType[] = [
  { name: 'strength', type: 'double' },
  { name: 'trust', type: 'double' },
  { name: 'wanted', type: 'double' },
  { name: 'fadesOn', type: 'string' },
  { name: 'fading', type: 'boolean' },
];

/** The ties of organizations as files for programs for graphs, of the encounters and persons that a viewer may see. */
export class LiaisonGraphs {
  constructor(
    private readonly networks: Networks,
    private readonly bonds: Bonds,
  ) {}

  /**
   * @param organization of which the ties are; undefined: of all.
   * @throws FORBIDDEN for whoever may not ask for them, TOO_COMPLEX where there are more than can be told at once
   */
  async print(
    ctx: Context,
    organization: Organization | undefined,
    at: number,
    leastTrust: number,
    format: LiaisonGraphFormat,
  ): Promise<LiaisonGraph> {
    requireMay(ctx.viewer, 'tie.ask', organization ? [organization.id] : []);
    const network = await this.networks.at(ctx, at);
    const bonds = organization
      ? (await this.bonds.around(ctx, network, organization)).filter(
          ({ strength, trust }) => strength > 0 && trust >= leastTrust,
        )
      : await this.bonds.all(ctx, network, leastTrust, MOST_EDGES);
    const count = typeof bonds === 'number' ? bonds : bonds.length;
    if (typeof bonds === 'number' || count > MOST_EDGES)
      throw refuse.tooComplex(
        `These are ${count} ties, and ${MOST_EDGES} are told at most: ask for those of more trust (leastTrust).`,
      );
    const told = await this.bonds.outlooks(ctx, network, bonds);
    const graph = await finish(ctx, graphOf(told, organization, dayOf(at, ctx.book.communityZone)));
    return Object.assign(new LiaisonGraph(), {
      at: new Date(at),
      format,
      nodes: graph.nodes.length,
      edges: graph.edges.length,
      content: await finish(ctx, PRINTERS[format](graph)),
    });
  }
}

function* graphOf(
  bonds: readonly (OrganizationBond & Outlook)[],
  organization: Organization | undefined,
  day: string,
): Generator<void, LabelledGraph, void> {
  const organizations = new Set<Organization>(organization ? [organization] : []);
  for (const { from, to } of bonds) organizations.add(from).add(to);
  const byId = yield* sortedStepwise([...organizations], (a, b) => compareText(a.id, b.id));
  const byIds = yield* sortedStepwise(
    bonds,
    (a, b) => compareText(a.from.id, b.from.id) || compareText(a.to.id, b.to.id),
  );
  const edges: GraphEdge[] = [];
  for (const bond of byIds) {
    if (edges.length % EDGES_A_STEP === 0) yield;
    const { from, to, strength, trust, wanted, fadesOn } = bond;
    const isDashed = stateOf(bond) !== 'steady';
    edges.push({
      source: from.id,
      target: to.id,
      weight: strength,
      width: Math.round((1 + 4 * trust) * 100) / 100,
      isDashed,
      values: [strength, trust, wanted, fadesOn, isDashed],
    });
  }
  return {
    title: organization ? `${organization.name}, ${day}` : day,
    day,
    nodeAttributes: NODE_ATTRIBUTES,
    edgeAttributes: EDGE_ATTRIBUTES,
    nodes: byId.map(({ id, name, kind, sector, observer }) => ({ id, label: name, values: [kind, sector, observer] })),
    edges,
  };
}
