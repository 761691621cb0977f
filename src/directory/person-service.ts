import { requireMay } from '../access/policy.js';
import { newId } from '../kernel/ids.js';
import type { Context } from './context.js';
import { asIs, clearable, optionalText, present, requiredText, requireVersion } from './input.js';
import { lookUp } from './lookup.js';
import { Person, Position, type RegisterPersonInput, type UpdatePersonInput } from './person.js';
import { lockPerson, requireStanding } from './position-service.js';
import { Tlp } from '../access/tlp.js';

export class PersonService {
  register(ctx: Context, input: RegisterPersonInput): Promise<Person> {
    const organization = lookUp(ctx, 'Organization', input.organizationId, ['input', 'organizationId']);
    requireMay(ctx.viewer, 'person.register', [organization.id]);
    const tlp = input.tlp ?? Tlp.GREEN;
    ctx.sight.requireReadable(tlp, [organization.id]);
    requireStanding(organization, { from: input.from, to: null }, ['input', 'from']);
    const id = newId('Person');
    const person = {
      id,
      name: requiredText(input.name, ['input', 'name']),
      nameEn: optionalText(input.nameEn),
      kana: optionalText(input.kana),
      tlp,
      mergedIntoId: null,
      erasedAt: null,
    };
    const title = requiredText(input.title, ['input', 'title']);
    return ctx.write(async (tx) => {
      await tx.insert(Person, person);
      await tx.insert(Position, {
        id: newId('Position'),
        personId: id,
        organizationId: organization.id,
        title,
        from: input.from,
        to: organization.dissolvedOn,
      });
      return id;
    });
  }

  update(ctx: Context, id: string, version: number, input: UpdatePersonInput): Promise<Person> {
    const person = lookUp(ctx, 'Person', id, ['id']);
    const owners = ctx.book.ownersOf(person.id, ctx.now);
    requireMay(ctx.viewer, 'person.update', owners);
    const changes: Partial<Person> = {
      ...present(input, 'name', requiredText),
      ...clearable(input, 'nameEn', optionalText),
      ...clearable(input, 'kana', optionalText),
      ...present(input, 'tlp', asIs),
    };
    if (changes.tlp) ctx.sight.requireReadable(changes.tlp, owners);
    return ctx.write(async (tx) => {
      const locked = await lockPerson(tx, id, ['id']);
      requireVersion(locked, version);
      await tx.update(Person, id, { name: locked.name, ...changes });
      return id;
    });
  }
}
