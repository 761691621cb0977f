import type { Client } from '../harness.js';

/** What is read of a report. */
export interface Report {
  readonly person: { readonly id: string; readonly name: string };
  readonly names: readonly { readonly personId: string; readonly name: string; readonly replacedAt: string | null }[];
  readonly positions: readonly { readonly id: string; readonly title: string }[];
  readonly pointsOfContact: readonly { readonly id: string }[];
  readonly channels: readonly {
    readonly id: string;
    readonly value: string | null;
    readonly verifications: readonly { readonly at: string; readonly outcome: string }[];
  }[];
  readonly keys: readonly { readonly id: string; readonly removedAt: string | null }[];
  readonly encounters: { readonly totalCount: number; readonly nodes: readonly { readonly notes: string | null }[] };
  readonly earlierVersions: readonly {
    readonly nodeId: string;
    readonly version: number;
    readonly values: readonly { readonly field: string; readonly value: string | null }[];
  }[];
  readonly withheld: number;
}

const REPORT = `query($id: ID!) { personalDataReport(personId: $id) {
  at withheld person { id name nameEn kana tlp erasedAt }
  names { personId name nameEn kana tlp recordedAt replacedAt }
  positions { id title from to organization { id } }
  pointsOfContact { id role from to csirt { id } }
  channels { id kind value hours status erasedAt verifications { at outcome } }
  keys { id fingerprint armored removedAt }
  encounters(first: 100) { totalCount nodes { id title place notes withdrawalReason } }
  earlierVersions { nodeId version recordedAt values { field value } }
} }`;

export async function everyReport(asked: Client, id: string): Promise<Report> {
  return (await asked.ask<{ personalDataReport: Report }>(REPORT, { id })).personalDataReport;
}
