import { registerEnumType } from 'type-graphql';

/** What credentials may do of that which their role may. */
export enum ApiKeyScope {
  READ = 'READ',
  CONTACT_VALUES = 'CONTACT_VALUES',
  WRITE = 'WRITE',
  ADMINISTER = 'ADMINISTER',
}

registerEnumType(ApiKeyScope, {
  name: 'ApiKeyScope',
  description: 'What an API key may do of that which its role may; no scope gives more than the role.',
  valuesConfig: {
    READ: { description: 'Read. Every key has it: the others build upon it.' },
    CONTACT_VALUES: { description: 'Read the values of contact channels; without it they are null.' },
    WRITE: { description: 'Write; without it mutations are refused with FORBIDDEN.' },
    ADMINISTER: { description: 'Issue and revoke API keys; without it that is refused with FORBIDDEN.' },
  },
});
