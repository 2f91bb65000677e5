import { atMost } from '../at-most';
import { lasting } from '../lasting';

/** Fewer than the pool has connections: when everybody comes back at once, pages and sends keep some. */
const AT_ONCE = 8;

/** Lets sockets in one after the other, a few at a time; who is inside already, and only has to be heard out, goes first. */
export const inTurn = lasting('turnstile', () => atMost(AT_ONCE));
