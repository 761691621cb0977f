import { connectionType } from '../kernel/connection.js';
import { Csirt } from './csirt.js';
import { SharingNetwork } from './network.js';
import { Organization } from './organization.js';
import { Person } from './person.js';

export const OrganizationConnection = connectionType(Organization);
export const CsirtConnection = connectionType(Csirt);
export const PersonConnection = connectionType(Person);
export const SharingNetworkConnection = connectionType(SharingNetwork);
