import type { Client } from '../harness.js';

/** So many questions one request carries, always: a text that comes again need not be validated again. */
const AT_ONCE = 24;

type Arguments = Readonly<Record<string, unknown>>;

/** The same question, asked many times with other arguments. */
export class ManyQuestions {
  private readonly text: string;

  /**
   * @param types the types of the arguments by their names.
   * @param field what is asked, `$name` standing for an argument.
   */
  constructor(
    private readonly types: Readonly<Record<string, string>>,
    field: string,
    fragments = '',
  ) {
    const places = Array.from({ length: AT_ONCE }, (_, place) => place);
    const head = places.flatMap((place) => Object.entries(types).map(([name, type]) => `$${name}${place}: ${type}`));
    const asked = places.map((place) => `a${place}: ${field.replace(/\$(\w+)/g, `$$$1${place}`)}`);
    this.text = `query(${head.join(', ')}) { ${asked.join('\n')} } ${fragments}`;
  }

  /** The answers in the order of the questions. */
  async ask(client: Client, questions: readonly Arguments[]): Promise<unknown[]> {
    const answers: unknown[] = [];
    while (answers.length < questions.length) {
      const now = questions.slice(answers.length, answers.length + AT_ONCE);
      const data = await client.ask<Record<string, unknown>>(this.text, this.variables(now));
      answers.push(...now.map((_, place) => data[`a${place}`]));
    }
    return answers;
  }

  private variables(questions: readonly Arguments[]): Record<string, unknown> {
    const names = Object.keys(this.types);
    const places = Array.from({ length: AT_ONCE }, (_, place) => place);
    return Object.fromEntries(
      places.flatMap((place) => names.map((name) => [`${name}${place}`, questions[place % questions.length]![name]])),
    );
  }
}
