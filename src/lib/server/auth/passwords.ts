import { hash, verify } from '@node-rs/argon2';
import { atMost } from '../at-most';

/** Each takes a core and 19 MiB for a while; a crowd at the door must not take the rest of the house with it. */
const twoAtATime = atMost(2);

export const hashPassword = (password: string) => twoAtATime(() => hash(password));
export const fitsPassword = (sent: { hash: string; password: string }) =>
	twoAtATime(() => verify(sent.hash, sent.password));
