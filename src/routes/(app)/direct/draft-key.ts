/** Under what unsent words to somebody are kept: their conversation may have no channel yet, and has one later. */
export const draftKeyOf = (userId: string) => `@${userId}`;
