/** The package brings no types; this is the part that we use. */
declare module 'negotiator' {
  class Negotiator {
    constructor(request: { readonly headers: { readonly accept?: string } });
    /** The most preferred of the available types; undefined when none is acceptable. */
    mediaType(available: readonly string[]): string | undefined;
  }
  export = Negotiator;
}
