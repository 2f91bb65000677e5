// @ts-check
import { findProgram } from './programs.js';

/** What the tests of calls by a relay need of Debian. */
export const relayPackages = ['coturn'];

/** The relay of this machine: coturn. */
export function findRelay() {
	return findProgram(['turnserver']);
}
