import type { Violation } from '../kernel/writes.js';

const conflict = (path: Violation['path'], message: string): Violation => ({ code: 'CONFLICT', path, message });

/** How the constraints of the directory's tables are answered, by their names. */
export const directoryViolations: Readonly<Record<string, Violation>> = {
  'a corporate number is of one organization': conflict(
    ['input', 'corporateNumber'],
    'Another organization has this corporate number.',
  ),
  'a constituency is of one organization at a time': conflict(
    ['input', 'constituencies'],
    "One of these is another organization's constituency.",
  ),
  'a person holds one position in an organization at a time': conflict(
    ['input', 'organizationId'],
    'This person holds a position in this organization on some of these days already.',
  ),
  'a person has one term in a role of a CSIRT at a time': conflict(
    ['input', 'personId'],
    'This person has a term in this role on some of these days already.',
  ),
  'a desk has one term in a role of a CSIRT at a time': conflict(
    ['input', 'deskName'],
    'This desk has a term in this role on some of these days already.',
  ),
  'a channel is listed once with its owner': conflict(['input', 'value'], 'The owner has this channel already.'),
  'a key is listed once with its owner': conflict(['input', 'armored'], 'The owner has this key already.'),
  'a sharing network has a name of its own': conflict(['input', 'name'], 'Another sharing network has this name.'),
  'an organization is a member of a network once at a time': conflict(
    ['from'],
    'The organization is a member of this network already, or will be.',
  ),
};
