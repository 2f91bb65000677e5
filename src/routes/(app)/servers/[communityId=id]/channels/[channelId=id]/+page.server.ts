import { randomUUID } from 'node:crypto';
import { fail, redirect } from '@sveltejs/kit';
import { messageDraft, messageEdit, messageRemoval } from '$lib/messages/forms';
import { FIRST_PAGE } from '$lib/messages/message';
import { enterChannel } from '$lib/server/channels/access';
import { db } from '$lib/server/db';
import { readForm, wantsPage } from '$lib/server/forms';
import { editMessage, postMessage, removeMessage } from '$lib/server/messages/commands';
import { slowDown, writingWait } from '$lib/server/messages/limits';
import { asWrong, Wrong } from '$lib/server/wrong';
import { markRead } from '$lib/server/unread/commands';
import { markDoors } from '$lib/server/unread/doors';
import { forViewer } from '$lib/server/messages/belongings';
import { messagesAround, messagesBefore } from '$lib/server/messages/queries';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

/** A line number from the address; undefined for anything else. */
function lineOf(value: string | null): number | undefined {
	const line = Number(value ?? NaN);
	return Number.isInteger(line) && line > 0 && line < 2 ** 32 ? line : undefined;
}

export const load: PageServerLoad = async ({ locals, params, url }) => {
	const { channel, viewer } = await enterChannel(locals.viewer, params.channelId, params.communityId);
	const before = lineOf(url.searchParams.get('before'));
	const around = lineOf(url.searchParams.get('around')) ?? lineOf(url.searchParams.get('edit'));
	// The head was read first: what is written in between is in the lines and heard again, which changes nothing.
	const messages =
		around && around < channel.lastSeq - FIRST_PAGE
			? await messagesAround(db, channel.id, FIRST_PAGE, around)
			: await messagesBefore(db, channel.id, FIRST_PAGE, before);
	return {
		channel,
		page: {
			messages: await forViewer(db, channel.id, messages, viewer.id),
			head: { seq: channel.lastSeq, rev: channel.rev }
		},
		editing: lineOf(url.searchParams.get('edit')) ?? null,
		nonce: randomUUID()
	};
};

/** A form that is well, but asks for what cannot be. */
function amiss<T>(data: T, { field, message }: Wrong) {
	return { valid: false as const, data, errors: { [field]: [message] } };
}

/** A form that is well, but too soon after the others: its words wait. */
function tooFast<T>(data: T, seconds: number) {
	return { valid: false as const, data, errors: { body: [slowDown(seconds)] } };
}

const marks = markDoors(({ locals, params }: RequestEvent) =>
	enterChannel(locals.viewer, params.channelId, params.communityId)
);

export const actions: Actions = {
	send: async ({ locals, params, request, url }) => {
		const form = await readForm(request, messageDraft);
		const access = await enterChannel(locals.viewer, params.channelId, params.communityId);
		if (!form.valid) return fail(400, { sent: form });
		const seconds = await writingWait(access.viewer.id);
		if (seconds > 0) return fail(429, { sent: tooFast(form.data, seconds) });
		const message = await postMessage(access, form.data).catch(asWrong);
		if (message instanceof Wrong) return fail(400, { sent: amiss(form.data, message) });
		if (wantsPage(request)) {
			// Without scripts nothing else tells that the channel was read; whoever answers has read it.
			await markRead(await enterChannel(locals.viewer, params.channelId), message.seq);
			redirect(303, `${url.pathname}#m-${message.seq}`);
		}
		return { message };
	},
	read: marks.read,
	unread: marks.unread,
	mute: marks.mute,
	unmute: marks.unmute,
	edit: async ({ locals, params, request, url }) => {
		const form = await readForm(request, messageEdit);
		const access = await enterChannel(locals.viewer, params.channelId, params.communityId);
		if (!form.valid) return fail(400, { edited: form });
		const seconds = await writingWait(access.viewer.id);
		if (seconds > 0) return fail(429, { edited: tooFast(form.data, seconds) });
		const message = await editMessage(access, form.data).catch(asWrong);
		if (message instanceof Wrong) return fail(400, { edited: amiss(form.data, message) });
		if (wantsPage(request)) redirect(303, `${url.pathname}?around=${message.seq}#m-${message.seq}`);
		return { message };
	},
	remove: async ({ locals, params, request, url }) => {
		const form = await readForm(request, messageRemoval);
		const access = await enterChannel(locals.viewer, params.channelId, params.communityId);
		if (!form.valid) return fail(400, { removed: form });
		const seconds = await writingWait(access.viewer.id);
		if (seconds > 0) return fail(429, { removed: tooFast(form.data, seconds) });
		const message = await removeMessage(access, form.data.seq);
		if (wantsPage(request)) redirect(303, `${url.pathname}?around=${message.seq}#m-${message.seq}`);
		return { message };
	}
};
