/** Why somebody is not in a community any more. */
export const leavings = ['left', 'kicked', 'banned', 'deleted'] as const;
