import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, FieldResolver, Info, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { AtArg, IdArg, InputArg } from '../kernel/args.js';
import { isWithheldByDefault } from '../access/visibility.js';
import { Cost } from '../kernel/cost.js';
import { DateScalar, DateTimeScalar } from '../kernel/scalars.js';
import { refuse } from '../kernel/refusal.js';
import { Steady } from '../kernel/steady.js';
import {
  AddContactChannelInput,
  ChannelStatus,
  ChannelVerification,
  ContactChannel,
  UpdateContactChannelInput,
  VerificationOutcome,
} from './channel.js';
import { ChannelService } from './channel-service.js';
import { Context } from './context.js';
import { Csirt } from './csirt.js';
import { AddEncryptionKeyInput, EncryptionKey } from './encryption-key.js';
import { EncryptionKeyService } from './encryption-key-service.js';
import { openness } from './hours/opening-hours.js';
import { Person } from './person.js';
import { AppointPointOfContactInput, PointOfContact } from './point-of-contact.js';
import { PointOfContactService } from './point-of-contact-service.js';

const MOST_DAYS = 36_500;

@Resolver(() => PointOfContact)
export class PointOfContactResolver {
  constructor(private readonly pointsOfContact: PointOfContactService) {}

  @Cost({ points: 500, entries: 50 })
  @Query(() => [PointOfContact], { description: 'The terms that end within so many days from now, soonest first.' })
  pointsOfContactEnding(
    @Arg('withinDays', () => Int, { nullable: true, defaultValue: 30, description: '0 to 36,500.' })
    withinDays: number | null,
    @Ctx() ctx: Context,
  ): PointOfContact[] {
    const days = withinDays ?? 30;
    if (days < 0 || days > MOST_DAYS)
      throw refuse.badInput(['withinDays'], `\`withinDays\` is from 0 to ${MOST_DAYS}.`);
    return this.pointsOfContact.ending(ctx, days);
  }

  @Steady()
  @FieldResolver(() => Csirt, { description: 'The CSIRT that it reaches.' })
  csirt(@Root() { csirtId }: PointOfContact, @Ctx() ctx: Context): Csirt {
    return ctx.book.csirts.get(csirtId)!;
  }

  @Steady()
  @FieldResolver(() => Person, {
    nullable: true,
    description: 'Who was appointed; null for a desk, and where the person is withheld from you.',
  })
  person(@Root() { personId }: PointOfContact, @Ctx() ctx: Context): Person | null {
    const person = personId === null ? undefined : ctx.book.person(personId);
    return person && ctx.sight.seesPerson(person) ? person : null;
  }

  @Steady()
  @FieldResolver(() => Boolean, { description: 'Whether a person was appointed whom you may not see.' })
  personWithheld(@Root() contact: PointOfContact, @Ctx() ctx: Context): boolean {
    return contact.personId !== null && this.person(contact, ctx) === null;
  }

  @Steady()
  @Cost({ entries: 4 })
  @FieldResolver(() => [ContactChannel], {
    description: 'Its own channels at that moment, then its person’s; retired ones left out, each by id.',
  })
  channels(@Root() { id, personId }: PointOfContact, @AtArg() at: Date | null, @Ctx() ctx: Context): ContactChannel[] {
    const moment = ctx.moment(at);
    return [...ctx.book.channels.of(id, moment), ...(personId ? ctx.book.channels.of(personId, moment) : [])].filter(
      (channel) => ctx.sight.listsChannel(channel),
    );
  }

  @Mutation(() => PointOfContact, {
    description: 'Appoints a person or a shared desk as a point of contact of a CSIRT.',
  })
  appointPointOfContact(
    @InputArg(() => AppointPointOfContactInput) input: AppointPointOfContactInput,
    @Ctx() ctx: Context,
  ): Promise<PointOfContact> {
    return this.pointsOfContact.appoint(ctx, input);
  }

  @Mutation(() => PointOfContact, { description: 'Ends a term; on its first day it is called off.' })
  endPointOfContact(
    @IdArg('id', 'The point of contact.') id: string,
    @Arg('on', () => DateScalar, { description: 'The first day on which the term no longer holds.' }) on: string,
    @Ctx() ctx: Context,
  ): Promise<PointOfContact> {
    return this.pointsOfContact.end(ctx, id, on);
  }
}

@Resolver(() => ContactChannel)
export class ContactChannelResolver {
  constructor(private readonly channels: ChannelService) {}

  @Steady()
  @FieldResolver(() => String, {
    nullable: true,
    description: 'The number, address or name, normalized; null where it is withheld from you, or was erased.',
  })
  value(@Root() channel: ContactChannel, @Ctx() ctx: Context, @Info() info: GraphQLResolveInfo): string | null {
    if (channel.erasedAt !== null || !ctx.sight.readsChannel(channel)) return null;
    if (isWithheldByDefault(channel.tlp))
      ctx.readings.noteChannel(channel.id, ctx.book.channels.reachedBy(channel), info.path);
    return channel.value;
  }

  @Steady()
  @FieldResolver(() => String, {
    description:
      'IANA time zone in which its hours are meant: its own, else the CSIRT’s, else for a person the community’s.',
  })
  timeZone(@Root() channel: ContactChannel, @Ctx() ctx: Context): string {
    return ctx.book.channels.hoursOf(channel, ctx.now).timeZone;
  }

  @Steady()
  @FieldResolver(() => ChannelStatus, { description: 'What is known of it now.' })
  status(@Root() channel: ContactChannel, @Ctx() ctx: Context): ChannelStatus {
    return ctx.book.channels.knowledgeOf(channel, ctx.now).status;
  }

  @Cost({ points: 10 })
  @FieldResolver(() => Boolean, { description: 'Whether it is answered at that moment by its hours.' })
  isOpen(@Root() channel: ContactChannel, @AtArg() at: Date | null, @Ctx() ctx: Context): boolean {
    return this.openness(channel, at, ctx).open;
  }

  @Cost({ points: 10 })
  @FieldResolver(() => DateTimeScalar, {
    nullable: true,
    description: 'When it opens next after that moment; null while it is open, or if it never opens.',
  })
  opensNext(@Root() channel: ContactChannel, @AtArg() at: Date | null, @Ctx() ctx: Context): Date | null {
    const { opensNext } = this.openness(channel, at, ctx);
    return opensNext === null ? null : new Date(opensNext);
  }

  @Steady()
  @FieldResolver(() => DateTimeScalar, { nullable: true, description: 'When it was last confirmed; null if never.' })
  verifiedAt(@Root() channel: ContactChannel, @Ctx() ctx: Context): Date | null {
    return ctx.book.channels.knowledgeOf(channel, ctx.now).verifiedAt;
  }

  @Steady()
  @FieldResolver(() => DateTimeScalar, {
    nullable: true,
    description: 'When somebody last answered on it; null if never.',
  })
  lastAnsweredAt(@Root() channel: ContactChannel, @Ctx() ctx: Context): Date | null {
    return ctx.book.channels.knowledgeOf(channel, ctx.now).verifiedAt;
  }

  @Steady()
  @Cost({ entries: 5 })
  @FieldResolver(() => [ChannelVerification], { description: 'Every try of it, the earliest first.' })
  verifications(@Root() { id }: ContactChannel, @Ctx() ctx: Context): ChannelVerification[] {
    return ctx.book.channels.verificationsOf(id);
  }

  @Mutation(() => ContactChannel, { description: 'Adds a way to reach a person, a point of contact or a CSIRT.' })
  addContactChannel(
    @InputArg(() => AddContactChannelInput) input: AddContactChannelInput,
    @Ctx() ctx: Context,
  ): Promise<ContactChannel> {
    return this.channels.add(ctx, input);
  }

  @Mutation(() => ContactChannel, { description: 'Records what came of trying a channel.' })
  verifyContactChannel(
    @IdArg('id', 'The channel.') id: string,
    @Arg('outcome', () => VerificationOutcome, { description: 'What came of it.' }) outcome: VerificationOutcome,
    @Arg('at', () => DateTimeScalar, {
      nullable: true,
      description: 'When it was tried, not after now; null and absent mean now.',
    })
    at: Date | null,
    @Ctx() ctx: Context,
  ): Promise<ContactChannel> {
    return this.channels.verify(ctx, id, outcome, at);
  }

  @Mutation(() => ContactChannel, {
    description: 'Changes the hours, time zone or TLP of a channel from now on; what held before is kept.',
  })
  updateContactChannel(
    @IdArg('id', 'The channel.') id: string,
    @InputArg(() => UpdateContactChannelInput) input: UpdateContactChannelInput,
    @Ctx() ctx: Context,
  ): Promise<ContactChannel> {
    return this.channels.update(ctx, id, input);
  }

  @Mutation(() => ContactChannel, { description: 'Takes a channel out of use from now on.' })
  retireContactChannel(@IdArg('id', 'The channel.') id: string, @Ctx() ctx: Context): Promise<ContactChannel> {
    return this.channels.retire(ctx, id);
  }

  private openness(channel: ContactChannel, at: Date | null, ctx: Context) {
    const moment = ctx.moment(at);
    const { hours, timeZone } = ctx.book.channels.hoursOf(channel, moment);
    return openness(hours, timeZone, moment);
  }
}

@Resolver(() => EncryptionKey)
export class EncryptionKeyResolver {
  constructor(private readonly keys: EncryptionKeyService) {}

  @Mutation(() => EncryptionKey, {
    description: 'Adds a public key; fingerprint and expiry are read from it. Secret keys are refused.',
  })
  addEncryptionKey(
    @InputArg(() => AddEncryptionKeyInput) input: AddEncryptionKeyInput,
    @Ctx() ctx: Context,
  ): Promise<EncryptionKey> {
    return this.keys.add(ctx, input);
  }

  @Mutation(() => EncryptionKey, { description: 'Removes a key; answers what it was.' })
  removeEncryptionKey(@IdArg('id', 'The key.') id: string, @Ctx() ctx: Context): Promise<EncryptionKey> {
    return this.keys.remove(ctx, id);
  }
}
