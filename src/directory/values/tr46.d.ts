// tr46 ships no types of its own. Only what is used here is declared.
declare module 'tr46' {
  export interface ToAsciiOptions {
    checkHyphens?: boolean;
    checkBidi?: boolean;
    checkJoiners?: boolean;
    useSTD3ASCIIRules?: boolean;
    verifyDNSLength?: boolean;
    transitionalProcessing?: boolean;
    ignoreInvalidPunycode?: boolean;
  }

  /** The domain in A-labels, null where UTS 46 calls it an error. */
  export function toASCII(domain: string, options?: ToAsciiOptions): string | null;
}
