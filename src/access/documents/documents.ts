import type { Chapter } from '../../kernel/book.js';
import { refuse } from '../../kernel/refusal.js';
import { Rows, type Image } from '../../kernel/rows.js';
import type { Viewer } from '../viewer.js';
import { hashOf, namedHash, type DocumentRequest } from './document-id.js';
import { TrustedDocument } from './trusted-document.js';

/** Which documents run: any that a viewer sends, or only what has been registered. */
export type TrustMode = 'optional' | 'only';

/** The trusted documents, in memory: what a duty officer's portal asks runs with the database away. */
export class Documents implements Chapter {
  readonly tables = ['trusted_document'];
  private readonly rows = new Rows(TrustedDocument);
  private readonly byHash = this.rows.indexBy((row) => (row.removedAt ? null : row.hash));

  constructor(private readonly mode: TrustMode) {}

  take(_table: string, image: Image): boolean {
    return this.rows.put(image) !== undefined;
  }

  /**
   * The text that a request means, over HTTP and over WebSockets alike; undefined when it holds neither one nor the name
   * of one. A viewer whose credentials are bound to a set runs documents of that set alone; in the mode `only` nobody runs
   * any but a registered one. Nothing is registered by asking.
   * @throws PERSISTED_QUERY_NOT_FOUND for an unknown name, FORBIDDEN for a text that may not run, BAD_USER_INPUT
   */
  resolve(viewer: Pick<Viewer, 'documentSet'>, request: DocumentRequest): string | undefined {
    const text = typeof request.query === 'string' && request.query !== '' ? request.query : undefined;
    const named = namedHash(request);
    const set = viewer.documentSet;
    const isBound = set !== null || this.mode === 'only';
    if (named === undefined && (text === undefined || !isBound)) return text;

    const hash = text === undefined ? named! : hashOf(text);
    if (named !== undefined && named !== hash)
      throw refuse.badInput(['query'], 'The SHA-256 of this text is not the one that the request names.');
    const found = this.byHash.of(hash).find(({ setName }) => set === null || setName === set);
    if (found) return found.document;
    if (text === undefined) throw refuse.unknownDocument();
    if (set !== null) throw refuse.forbidden(`These credentials run only the documents of the set "${set}".`);
    if (isBound) throw refuse.forbidden('Only registered documents run here.');
    return text;
  }

  dump(): unknown {
    return this.rows.dump();
  }
}
