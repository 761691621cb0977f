import {
  Kind,
  Lexer,
  parse,
  Source,
  type Token,
  TokenKind,
  visit,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type FragmentSpreadNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { LimitName, LimitValues } from './limit-values.js';
import { tooMuch } from './refusals.js';

const OPENING: ReadonlySet<TokenKind> = new Set([TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L]);
const CLOSING: ReadonlySet<TokenKind> = new Set([TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R]);

/** So many, of so many characters at most: together no more than a few tens of megabytes. */
const MOST_KEPT = 1_000;
const LONGEST_KEPT = 20_000;

/**
 * Refuses documents that would exhaust the stack, the memory or the time of the parser, of validation or of execution,
 * before any of them sees one. What is no text or no GraphQL passes: they say so themselves.
 */
export class DocumentLimits {
  /** Documents that were let through, so that one that is sent again costs nothing; the oldest first. */
  private readonly known = new Set<string>();

  constructor(private readonly values: LimitValues) {}

  /** @throws TOO_COMPLEX */
  check(text: unknown): void {
    if (typeof text !== 'string' || this.known.has(text)) return;
    this.checkTokens(text);
    const document = parsed(text);
    if (!document) return;
    this.checkCounts(document);
    this.checkSelections(document);
    if (text.length > LONGEST_KEPT) return;
    this.known.add(text);
    if (this.known.size > MOST_KEPT) this.known.delete(this.known.values().next().value!);
  }

  private require(name: LimitName, actual: number): void {
    if (actual > this.values[name]) throw tooMuch(name, this.values, actual);
  }

  /** The lexer alone: the parser calls itself for each level. */
  private checkTokens(text: string): void {
    const lexer = new Lexer(new Source(text));
    let tokens = 0;
    let level = 0;
    let deepest = 0;
    for (; advance(lexer); tokens += 1) {
      const { kind } = lexer.token;
      if (OPENING.has(kind)) deepest = Math.max(deepest, (level += 1));
      else if (CLOSING.has(kind)) level -= 1;
    }
    this.require('nesting', deepest);
    this.require('tokens', tokens);
  }

  private checkCounts(document: DocumentNode): void {
    let aliases = 0;
    let directives = 0;
    let operations = 0;
    let fragments = 0;
    visit(document, {
      OperationDefinition: () => void (operations += 1),
      FragmentDefinition: () => void (fragments += 1),
      Directive: () => void (directives += 1),
      Field: ({ alias }) => void (aliases += alias ? 1 : 0),
    });
    this.require('operations', operations);
    this.require('fragments', fragments);
    this.require('directives', directives);
    this.require('aliases', aliases);
  }

  /** How large each operation becomes with its fragments in it: measured, not expanded, before anything is. */
  private checkSelections(document: DocumentNode): void {
    const extents = new Extents(document);
    const comparing = new Comparing(extents);
    const fragments: FragmentDefinitionNode[] = [];
    let comparisons = 0;
    for (const definition of document.definitions) {
      if (definition.kind !== Kind.OPERATION_DEFINITION && definition.kind !== Kind.FRAGMENT_DEFINITION) continue;
      const { depth, selections, ownFields } = extents.of(definition.selectionSet);
      this.require('depth', depth);
      this.require('selections', selections);
      if (definition.kind === Kind.FRAGMENT_DEFINITION) {
        fragments.push(definition);
        continue;
      }
      this.require('rootFields', ownFields);
      comparisons += comparing.pairsIn([definition.selectionSet]);
    }
    // Validation compares also within those that nothing leads to, before it says so.
    for (const fragment of fragments) if (!comparing.hasSeen(fragment)) comparisons += comparing.pairsOf(fragment);
    this.require('comparisons', comparisons);
  }
}

interface Extent {
  readonly depth: number;
  readonly ownFields: number;
  /** Fields and spreads of all levels. */
  readonly selections: number;
}

const NOTHING: Extent = { depth: 0, ownFields: 0, selections: 0 };

/** The size of selections with fragments expanded; each fragment is measured once, so that the time is that of the text. */
class Extents {
  private readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** Of fragments; undefined while one is being measured. */
  private readonly measured = new Map<string, Extent | undefined>();
  /** Spreads that lead back into a fragment around them: nothing is expanded there, and validation will refuse them. */
  private readonly cyclic = new Set<FragmentSpreadNode>();

  constructor(document: DocumentNode) {
    this.fragments = fragmentsOf(document);
  }

  of({ selections }: SelectionSetNode): Extent {
    let { depth, ownFields, selections: count } = NOTHING;
    for (const selection of selections) {
      const one = this.ofSelection(selection);
      depth = Math.max(depth, one.depth);
      ownFields += one.ownFields;
      count += one.selections + 1;
    }
    return { depth, ownFields, selections: count };
  }

  /** What a spread stands for; undefined where that is unknown, or leads back. To be asked once all was measured. */
  fragmentOf(spread: FragmentSpreadNode): FragmentDefinitionNode | undefined {
    return this.cyclic.has(spread) ? undefined : this.fragments.get(spread.name.value);
  }

  private ofSelection(selection: SelectionNode): Extent {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return this.ofSpread(selection);
    if (selection.kind === Kind.INLINE_FRAGMENT) return this.of(selection.selectionSet);
    const { depth, selections } = selection.selectionSet ? this.of(selection.selectionSet) : NOTHING;
    return { depth: depth + 1, ownFields: 1, selections };
  }

  private ofSpread(spread: FragmentSpreadNode): Extent {
    const name = spread.name.value;
    const fragment = this.fragments.get(name);
    if (!fragment) return NOTHING;
    if (this.measured.has(name)) {
      const known = this.measured.get(name);
      if (!known) this.cyclic.add(spread);
      return known ?? NOTHING;
    }
    this.measured.set(name, undefined);
    const extent = this.of(fragment.selectionSet);
    this.measured.set(name, extent);
    return extent;
  }
}

/** How many pairs of fields validation compares: at each place of the answer every field that may stand there with every other. */
class Comparing {
  private readonly seen = new Set<FragmentDefinitionNode>();

  constructor(private readonly extents: Extents) {}

  /** Whether a fragment stands in what was looked at so far. */
  hasSeen(fragment: FragmentDefinitionNode): boolean {
    return this.seen.has(fragment);
  }

  pairsOf(fragment: FragmentDefinitionNode): number {
    this.seen.add(fragment);
    return this.pairsIn([fragment.selectionSet]);
  }

  /** @param sets of one place */
  pairsIn(sets: readonly SelectionSetNode[]): number {
    const byKey = new Map<string, FieldNode[]>();
    for (const set of sets) this.collect(set, byKey);
    let pairs = 0;
    for (const fields of byKey.values()) {
      pairs += (fields.length * (fields.length - 1)) / 2;
      const below = fields.flatMap(({ selectionSet }) => selectionSet ?? []);
      if (below.length > 0) pairs += this.pairsIn(below);
    }
    return pairs;
  }

  private collect({ selections }: SelectionSetNode, byKey: Map<string, FieldNode[]>): void {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) {
        const key = (selection.alias ?? selection.name).value;
        const fields = byKey.get(key);
        if (fields) fields.push(selection);
        else byKey.set(key, [selection]);
        continue;
      }
      const within = selection.kind === Kind.INLINE_FRAGMENT ? selection : this.extents.fragmentOf(selection);
      if (!within) continue;
      if (within.kind === Kind.FRAGMENT_DEFINITION) this.seen.add(within);
      this.collect(within.selectionSet, byKey);
    }
  }
}

export function fragmentsOf(document: DocumentNode): Map<string, FragmentDefinitionNode> {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  return fragments;
}

function parsed(text: string): DocumentNode | undefined {
  try {
    return parse(text, { noLocation: true });
  } catch {
    return undefined;
  }
}

/** Whether there is another token: neither the end nor something that is none. */
function advance(lexer: Lexer): boolean {
  try {
    const token: { kind: TokenKind; prev: Token | null } = lexer.advance();
    // Or each would keep all before it, up to a hundred times as much memory as the text.
    token.prev = null;
    return token.kind !== TokenKind.EOF;
  } catch {
    return false;
  }
}
