import { requireMay } from '../access/policy.js';
import { newId } from '../kernel/ids.js';
import { at, refuse } from '../kernel/refusal.js';
import type { Context } from './context.js';
import { Csirt, type EstablishCsirtInput, type UpdateCsirtInput } from './csirt.js';
import { asIs, clearable, optionalText, present, requiredText, requireVersion } from './input.js';
import { lookUp } from './lookup.js';
import { PointOfContact } from './point-of-contact.js';
import { endAt } from './terms.js';
import { parseTimeZone } from './values/time-zone.js';

export class CsirtService {
  establish(ctx: Context, input: EstablishCsirtInput): Promise<Csirt> {
    const organization = lookUp(ctx, 'Organization', input.organizationId, ['input', 'organizationId']);
    requireMay(ctx.viewer, 'csirt.establish', [organization.id]);
    const csirt = {
      id: newId('Csirt'),
      organizationId: organization.id,
      name: requiredText(input.name, ['input', 'name']),
      shortName: requiredText(input.shortName, ['input', 'shortName']),
      description: optionalText(input.description),
      establishedOn: input.establishedOn ?? null,
      timeZone: at(['input', 'timeZone'], () => parseTimeZone(input.timeZone ?? 'Asia/Tokyo')),
      disbandedOn: organization.dissolvedOn,
    };
    if (csirt.disbandedOn !== null)
      throw refuse.badInput(['input', 'organizationId'], `This organization is dissolved on ${csirt.disbandedOn}.`);
    return ctx.write(async (tx) => {
      await tx.insert(Csirt, csirt);
      return csirt.id;
    });
  }

  update(ctx: Context, id: string, version: number, input: UpdateCsirtInput): Promise<Csirt> {
    const csirt = lookUp(ctx, 'Csirt', id, ['id']);
    requireMay(ctx.viewer, 'csirt.update', [csirt.organizationId]);
    const changes: Partial<Csirt> = {
      ...present(input, 'name', requiredText),
      ...present(input, 'shortName', requiredText),
      ...clearable(input, 'description', optionalText),
      ...clearable(input, 'establishedOn', asIs),
      ...present(input, 'timeZone', (text, path) => at(path, () => parseTimeZone(text))),
    };
    return ctx.write(async (tx) => {
      const locked = await tx.lockOne(Csirt, id);
      requireVersion(locked, version);
      if (locked.disbandedOn !== null && changes.establishedOn && changes.establishedOn >= locked.disbandedOn)
        throw refuse.badInput(['input', 'establishedOn'], `It is disbanded on ${locked.disbandedOn}.`);
      await tx.update(Csirt, id, { name: locked.name, ...changes });
      return id;
    });
  }

  /** Its points of contact end with it. */
  disband(ctx: Context, id: string, on: string): Promise<Csirt> {
    const csirt = lookUp(ctx, 'Csirt', id, ['id']);
    requireMay(ctx.viewer, 'csirt.disband', [csirt.organizationId]);
    return ctx.write(async (tx) => {
      const locked = await tx.lockOne(Csirt, id);
      if (locked.disbandedOn !== null)
        throw refuse.conflict(`It is disbanded on ${locked.disbandedOn} already.`, ['id']);
      if (locked.establishedOn !== null && on <= locked.establishedOn)
        throw refuse.badInput(['on'], `It is established on ${locked.establishedOn}: it cannot end before it begins.`);
      await tx.update(Csirt, id, { disbandedOn: on });
      await endAt(tx, PointOfContact, { csirtId: id }, on);
      return id;
    });
  }
}
