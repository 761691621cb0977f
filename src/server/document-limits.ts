import { Lexer, Source, TokenKind } from 'graphql';
import { refuse } from '../kernel/refusal.js';

/** Whatever walks a document calls itself for each level, and for each fragment that spreads another. */
const DEEPEST = 100;
const MOST_TOKENS = 10_000;

const OPENING: readonly TokenKind[] = [TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L];
const CLOSING: readonly TokenKind[] = [TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R];

/**
 * Refuses with TOO_COMPLEX a document that would exhaust the stack or the time of the parser and of validation, before
 * either sees it. What is no text or no GraphQL passes: they say so themselves.
 */
export function requireModest(document: unknown): void {
  if (typeof document !== 'string') return;
  const lexer = new Lexer(new Source(document));
  let depth = 0;
  for (let count = 1; advance(lexer); count += 1) {
    const { kind } = lexer.token;
    if (OPENING.includes(kind)) depth += 1;
    else if (CLOSING.includes(kind)) depth -= 1;
    if (depth > DEEPEST) throw refuse.tooComplex(`The document is nested deeper than ${DEEPEST} levels.`);
    if (count > MOST_TOKENS) throw refuse.tooComplex(`The document has more than ${MOST_TOKENS} tokens.`);
  }
}

/** Whether there is another token: neither the end nor something that is none. */
function advance(lexer: Lexer): boolean {
  try {
    return lexer.advance().kind !== TokenKind.EOF;
  } catch {
    return false;
  }
}
