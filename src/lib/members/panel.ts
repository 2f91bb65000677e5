/** The cookie that remembers a closed member column, so that the first page already has the right width. */
export const MEMBERS_COOKIE = 'members';
