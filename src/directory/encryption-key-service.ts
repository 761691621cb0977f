import { requireMay } from '../access/policy.js';
import { newId } from '../kernel/ids.js';
import { InvalidValue, refuse } from '../kernel/refusal.js';
import { organizationsOf } from './channel-service.js';
import type { Context } from './context.js';
import { EncryptionKey, KeyKind, type AddEncryptionKeyInput } from './encryption-key.js';
import { lookUp } from './lookup.js';
import { Person } from './person.js';
import { lockPerson } from './position-service.js';
import { readKey } from './values/key-material.js';

export class EncryptionKeyService {
  async add(ctx: Context, input: AddEncryptionKeyInput): Promise<EncryptionKey> {
    const owner = lookUp(ctx, ['Person', 'Csirt'], input.ownerId, ['input', 'ownerId']);
    requireMay(ctx.viewer, 'key.add', organizationsOf(ctx.book, owner, ctx.now));
    const material = await readKey(input.armored).catch((error: unknown) => {
      throw error instanceof InvalidValue ? refuse.badInput(['input', 'armored'], error.message) : error;
    });
    const key = {
      id: newId('EncryptionKey'),
      personId: owner instanceof Person ? owner.id : null,
      csirtId: owner instanceof Person ? null : owner.id,
      kind: KeyKind[material.kind],
      fingerprint: material.fingerprint,
      expiresAt: material.expiresAt,
      armored: material.armored,
      removedAt: null,
    };
    return ctx.write(async (tx) => {
      if (owner instanceof Person) await lockPerson(tx, owner.id, ['input', 'ownerId']);
      await tx.insert(EncryptionKey, key);
      return key.id;
    });
  }

  remove(ctx: Context, id: string): Promise<EncryptionKey> {
    const key = lookUp(ctx, 'EncryptionKey', id, ['id']);
    const owner = ctx.book.people.get(key.personId ?? '') ?? ctx.book.csirts.get(key.csirtId ?? '')!;
    requireMay(ctx.viewer, 'key.remove', organizationsOf(ctx.book, owner, ctx.now));
    return ctx.write(async (tx) => {
      const locked = await tx.lockOne(EncryptionKey, id);
      if (locked.removedAt) throw refuse.notFound(['id']);
      await tx.update(EncryptionKey, id, { removedAt: tx.moment });
      return id;
    });
  }
}
