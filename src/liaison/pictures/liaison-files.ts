import type { LiaisonGraphFormat } from './liaison-graph.js';

const ORGANIZATION = { name: 'organization', type: 'text' } as const;
const AT = { name: 'at', type: 'text' } as const;
const LANGUAGE = { name: 'language', type: 'text' } as const;
const LEAST_TRUST = { name: 'leastTrust', type: 'number' } as const;

/** The pictures and graphs as files, for what asks no GraphQL. Whoever runs registered documents only registers these texts. */
export const liaisonFiles = [
  {
    path: '/liaison.svg',
    mediaType: 'image/svg+xml; charset=utf-8',
    fileName: 'liaison.svg',
    parameters: [ORGANIZATION, AT, LANGUAGE],
    query: `query LiaisonSvg($organization: ID, $at: DateTime, $language: PictureLanguage) { file: liaisonPicture(organization: $organization, at: $at, language: $language) { content: svg } }`,
  },
  graph('graphml', 'GRAPHML', 'application/graphml+xml; charset=utf-8'),
  graph('gexf', 'GEXF', 'application/gexf+xml; charset=utf-8'),
  graph('dot', 'DOT', 'text/vnd.graphviz; charset=utf-8'),
];

function graph(extension: string, format: keyof typeof LiaisonGraphFormat, mediaType: string) {
  return {
    path: `/liaison.${extension}`,
    mediaType,
    fileName: `liaison.${extension}`,
    parameters: [ORGANIZATION, AT, LEAST_TRUST],
    query: `query LiaisonGraph($organization: ID, $at: DateTime, $leastTrust: Float) { file: liaisonGraph(format: ${format}, organization: $organization, at: $at, leastTrust: $leastTrust) { content } }`,
  };
}
