/** What is signed of a tree: how large it was, and its root, at a moment. */
export interface TreeHead {
  readonly treeSize: number;
  readonly rootHash: Buffer;
  /** To the millisecond. */
  readonly at: Date;
}

export interface SignedTreeHead extends TreeHead {
  readonly keyId: string;
  /** Ed25519, over what `headMessage` says. */
  readonly signature: Buffer;
}

/** The TreeHeadSignature of RFC 6962, section 3.5: version 1 (0), tree_hash (1), milliseconds, tree size, root. */
export function headMessage({ treeSize, rootHash, at }: TreeHead): Buffer {
  const message = Buffer.alloc(18);
  message.writeUInt8(0, 0);
  message.writeUInt8(1, 1);
  message.writeBigUInt64BE(BigInt(at.getTime()), 2);
  message.writeBigUInt64BE(BigInt(treeSize), 10);
  return Buffer.concat([message, rootHash]);
}
