/** Characters of the reason for which somebody is removed. */
export const REASON_LIMIT = 500;
/** Characters of a search for members; no name is longer. */
export const SEARCH_LIMIT = 60;
