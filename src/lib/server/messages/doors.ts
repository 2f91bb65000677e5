import { randomUUID } from 'node:crypto';
import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import type { z } from 'zod';
import type { Viewer } from '$lib/accounts/account';
import { chosenMessage, messageDraft, messageEdit, reactionWish } from '$lib/messages/forms';
import { FIRST_PAGE, type Message } from '$lib/messages/message';
import type { ChannelAccess } from '../channels/access';
import { db } from '../db';
import { readForm, wantsPage } from '../forms';
import { markRead } from '../unread/commands';
import { readMarkOf } from '../unread/queries';
import { asWrong, Wrong } from '../wrong';
import { answered, forViewer } from './belongings';
import { editMessage, postMessage, removeMessage } from './commands';
import { slowDown, writingWait } from './limits';
import { pin, unpin } from './pinning';
import { messagesAround, messagesBefore, pinnedIn } from './queries';
import { react } from './reacting';

/** A line number from the address; undefined for anything else. */
function lineOf(value: string | null): number | undefined {
	const line = Number(value ?? NaN);
	return Number.isInteger(line) && line > 0 && line < 2 ** 32 ? line : undefined;
}

/** What the page of a channel shows of its messages, by its address: the newest ones, older ones, or those around one of them. */
export async function historyPage({ channel, viewer }: ChannelAccess, { searchParams }: URL) {
	const asked = (name: string) => lineOf(searchParams.get(name));
	const [before, editing, reply] = [asked('before'), asked('edit'), asked('reply')];
	const around = asked('around') ?? editing ?? reply;
	// The head was read first: what is written in between is in the lines and heard again, which changes nothing.
	const [messages, mark, replies] = await Promise.all([
		around && around < channel.lastSeq - FIRST_PAGE
			? messagesAround(db, channel.id, FIRST_PAGE, around)
			: messagesBefore(db, channel.id, FIRST_PAGE, before),
		readMarkOf(db, viewer.id, channel.id),
		answered(db, channel.id, reply ? [reply] : [])
	]);
	const target = reply ? replies.get(reply) : undefined;
	return {
		...mark,
		page: {
			messages: await forViewer(db, channel.id, messages, viewer.id),
			head: { seq: channel.lastSeq, rev: channel.rev }
		},
		editing: editing ?? null,
		/** Without scripts this is how the composer knows what is answered. */
		replyingTo: target && !target.isDeleted ? target : null,
		nonce: randomUUID()
	};
}

/** What the page of a channel's pins shows. */
export async function pinsPage({ channel, viewer, permissions }: ChannelAccess) {
	const pinned = await forViewer(db, channel.id, await pinnedIn(db, channel.id), viewer.id);
	return { pinned, mayPin: permissions.has('messages.pin') };
}

/** A form that is well, but asks for what cannot be. */
function amiss<T>(data: T, { field, message }: Wrong) {
	return { valid: false as const, data, errors: { [field]: [message] } };
}

/** A form that is well, but too soon after the others: its words wait. */
function tooFast<T>(data: T, seconds: number) {
	return { valid: false as const, data, errors: { body: [slowDown(seconds)] } };
}

type Refused<T> = {
	valid: false;
	data: T | Record<string, string>;
	errors: Record<string, string[] | undefined>;
};

/**
 * A door for one change of a message, made by whoever `enter` lets in. Refused forms come back under `name`, which the page
 * looks for; scripts are answered with the message, and plain pages are led to where `lead` says.
 */
export function messageDoor<Event extends RequestEvent, Entered extends { viewer: Viewer }, T, Name extends string>(
	enter: (event: Event) => Promise<Entered>,
	name: Name,
	schema: z.ZodType<T>,
	change: (access: Entered, wish: T) => Promise<Message>,
	lead: (event: Event, message: Message) => string | Promise<string>
) {
	return async (event: Event) => {
		const { request } = event;
		const refused = (status: number, form: Refused<T>) => fail(status, { [name]: form } as Record<Name, Refused<T>>);
		const form = await readForm(request, schema);
		const access = await enter(event);
		if (!form.valid) return refused(400, form);
		const seconds = await writingWait(access.viewer.id);
		if (seconds > 0) return refused(429, tooFast(form.data, seconds));
		const message = await change(access, form.data).catch(asWrong);
		if (message instanceof Wrong) return refused(400, amiss(form.data, message));
		if (wantsPage(request)) redirect(303, await lead(event, message));
		return { message };
	};
}

/** Where a page without scripts goes after a message was sent: to its end, which counts as read. Nothing else tells that it was, and whoever answers has read. */
export async function leadToEnd(access: ChannelAccess, { pathname }: URL, { seq }: Message): Promise<string> {
	await markRead(access, seq);
	return `${pathname}#m-${seq}`;
}

/**
 * The doors through which messages of a channel are written and changed, whatever page has them; `enter` lets people in to
 * the channel of that page, and plain pages are led `back`.
 */
export function messageDoors<Event extends RequestEvent>(
	enter: (event: Event) => Promise<ChannelAccess>,
	back = ({ url }: Event, { seq }: Message) => `${url.pathname}?around=${seq}#m-${seq}`
) {
	const door = <T, Name extends string>(
		name: Name,
		schema: z.ZodType<T>,
		change: (access: ChannelAccess, wish: T) => Promise<Message>
	) => messageDoor(enter, name, schema, change, back);

	return {
		send: messageDoor(enter, 'sent', messageDraft, postMessage, async (event, message) =>
			leadToEnd(await enter(event), event.url, message)
		),
		edit: door('edited', messageEdit, editMessage),
		remove: door('removed', chosenMessage, (access, { seq }) => removeMessage(access, seq)),
		react: door('reacted', reactionWish, react),
		pin: door('pinned', chosenMessage, (access, { seq }) => pin(access, seq)),
		unpin: door('unpinned', chosenMessage, (access, { seq }) => unpin(access, seq))
	};
}
