import { createClerkClient } from 'svelte-clerk/server';
import { z } from 'zod';
import { displayName, handle } from '$lib/accounts/forms';
import { config } from '../config';
import { lasting } from '../lasting';

/** Nobody waits longer for Clerk, in milliseconds: it may be down while everything here works. */
const PATIENCE = 3_000;

/** What Clerk tells of a person, in its answers and in what it sends. */
export const clerkPerson = z
	.object({
		id: z.string().min(1).max(64),
		first_name: z.string().nullish(),
		last_name: z.string().nullish(),
		username: z.string().nullish(),
		primary_email_address_id: z.string().nullish(),
		email_addresses: z
			.array(
				z.object({
					id: z.string(),
					email_address: z.string(),
					verification: z.object({ status: z.string() }).nullish()
				})
			)
			.default([]),
		updated_at: z.number()
	})
	.transform((told) => ({
		id: told.id,
		...called(told),
		email: told.email_addresses.find(
			({ id, verification }) => id === told.primary_email_address_id && verification?.status === 'verified'
		)?.email_address,
		updatedAt: new Date(told.updated_at)
	}));
export type ClerkPerson = z.infer<typeof clerkPerson>;

/** A name and a handle from whatever of them is there; empty and undefined for none. */
export function called(words: { first_name?: string | null; last_name?: string | null; username?: string | null }) {
	const { first_name, last_name, username } = words;
	const whole = [first_name, last_name].filter(Boolean).join(' ') || (username ?? '');
	return { name: displayName.safeParse(whole.slice(0, 60)).data ?? '', handle: handle.safeParse(username).data };
}

export const clerk = () =>
	lasting('clerk', () => {
		const { publishableKey, secretKey, jwtKey, apiUrl } = config().clerk!;
		return createClerkClient({ publishableKey, secretKey, jwtKey, apiUrl, telemetry: { disabled: true } });
	});

function inTime<T>(answer: Promise<T>): Promise<T> {
	return new Promise((resolve, reject) => {
		const late = setTimeout(() => reject(new Error('Clerk did not answer in time.')), PATIENCE);
		answer.then(resolve, reject).finally(() => clearTimeout(late));
	});
}

export async function askForPerson(id: string): Promise<ClerkPerson> {
	const { raw } = await inTime(clerk().users.getUser(id));
	return clerkPerson.parse(raw);
}

/** Whether a session goes on; null when nobody can tell just now. */
export async function isSessionAlive(id: string): Promise<boolean | null> {
	try {
		const { status } = await inTime(clerk().sessions.getSession(id));
		return status === 'active' || status === 'pending';
	} catch (error) {
		return (error as { status?: number }).status === 404 ? false : null;
	}
}

export async function endSession(id: string): Promise<void> {
	await inTime(clerk().sessions.revokeSession(id));
}
