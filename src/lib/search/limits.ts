/** No search line is longer. */
export const QUERY_LIMIT = 200;
