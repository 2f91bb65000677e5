import { verifyWebhook } from 'svelte-clerk/webhooks';
import type { Transaction } from 'kysely';
import { z } from 'zod';
import { closeCodes } from '$lib/realtime/protocol';
import { config } from '../config';
import { db } from '../db';
import { retrying } from '../db/retry';
import type { Schema } from '../db/schema';
import { dismiss } from '../realtime/hub';
import { clerkPerson } from './clerk-api';
import { bury, endLogin, isNewHook, learn } from './clerk-people';

const named = z.object({ id: z.string().min(1).max(64) });

/** What Clerk sends, as far as we act on it. */
const hook = z.discriminatedUnion('type', [
	z.object({ type: z.enum(['user.created', 'user.updated']), data: clerkPerson }),
	z.object({ type: z.literal('user.deleted'), data: named }),
	z.object({ type: z.enum(['session.ended', 'session.removed', 'session.revoked']), data: named })
]);
type Hook = z.infer<typeof hook>;

/** What can be done in one transaction with the note that the message was heard. */
type Note = Exclude<Hook, { type: 'user.deleted' }>;

/** Writes down what is new; answers what to do once that is committed. */
async function act(trx: Transaction<Schema>, { type, data }: Note): Promise<(() => void | Promise<void>) | null> {
	if (type === 'user.created' || type === 'user.updated') return learn(trx, data);
	await endLogin(trx, data.id);
	return () => dismiss(`login:${data.id}`, closeCodes.signedOut);
}

/** Acts on a message of Clerk, once however often it comes. Answers whether it was believed. */
export async function hearClerk(request: Request): Promise<boolean> {
	const id = request.headers.get('svix-id') ?? '';
	const signingSecret = config().clerk!.webhookSecret;
	const told: unknown = await verifyWebhook(request, { signingSecret }).catch(() => null);
	if (!told || id.length > 64) return false;
	const read = hook.safeParse(told);
	if (!read.success) return isAboutOthers(told);
	const { data } = read;
	if (data.type === 'user.deleted') {
		await bury(data.data.id);
		return true;
	}
	const after = await retrying(() =>
		db.transaction().execute(async (trx) => ((await isNewHook(trx, id)) ? act(trx, data) : null))
	);
	await after?.();
	return true;
}

const known = new Set<unknown>(
	hook.options.flatMap(({ shape }) => ('value' in shape.type ? [shape.type.value] : shape.type.options))
);
/** Clerk sends whatever its dashboard says: what does not concern us is heard and forgotten. */
const isAboutOthers = (told: unknown) => !known.has((told as { type?: unknown }).type);
