/** What LiveKit calls a device of a person, taken apart: people and devices have no colon in their names. */
export const deviceOf = (identity: string): string => identity.slice(identity.lastIndexOf(':') + 1);
