/** A network as programs for graphs read it: who is in it, what is between whom, and what is known of each. */
export interface LabelledGraph {
  readonly title: string;
  /** YYYY-MM-DD */
  readonly day: string;
  readonly nodeAttributes: readonly AttributeType[];
  readonly edgeAttributes: readonly AttributeType[];
  readonly nodes: readonly GraphNode[];
  /** Without direction. */
  readonly edges: readonly GraphEdge[];
}

export interface AttributeType {
  readonly name: string;
  readonly type: 'string' | 'double' | 'boolean';
}

export type AttributeValue = string | number | boolean | null;

export interface GraphNode {
  readonly id: string;
  readonly label: string;
  /** In the order of their types; null where there is none. */
  readonly values: readonly AttributeValue[];
}

export interface GraphEdge {
  readonly source: string;
  readonly target: string;
  readonly weight: number;
  /** How it is best drawn. */
  readonly width: number;
  readonly isDashed: boolean;
  readonly values: readonly AttributeValue[];
}

/** Prints one, step by step. */
export type GraphPrinter = (graph: LabelledGraph) => Generator<void, string, void>;

const STEPS = 32;

/** Gathers text, with a step now and then. Pieces are put together as they come: all at once it would take some ten ms. */
export class Lines {
  private readonly pieces: string[] = [];
  private lines: string[] = [];

  add(line: string): void {
    this.lines.push(line);
  }

  *each<T>(all: readonly T[], lineOf: (each: T, place: number) => string): Generator<void, void, void> {
    for (const [place, each] of all.entries()) {
      this.add(lineOf(each, place));
      if (this.lines.length < STEPS) continue;
      this.putTogether();
      yield;
    }
  }

  toString(): string {
    this.putTogether();
    return this.pieces.join('');
  }

  private putTogether(): void {
    // Each line has its end.
    this.pieces.push([...this.lines, ''].join('\n'));
    this.lines = [];
  }
}
