/** The least trusts that are wanted between an organization and others, as the liaison targets of a moment say. */
export interface Wanted {
  of(organizationId: string, at: number): readonly { readonly otherId: string; readonly trust: number }[];
}
