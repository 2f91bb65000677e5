import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import { readingMark } from '$lib/unread/forms';
import type { Mark } from '$lib/unread/marks';
import type { ChannelAccess } from '../channels/access';
import { readForm, wantsPage } from '../forms';
import { markRead, markUnread, mute } from './commands';

/** What moves the viewer's mark in a channel: form actions for the page that shows it, wherever that lies. */
export function markDoors<Event extends RequestEvent>(enter: (event: Event) => Promise<ChannelAccess>) {
	function answer({ request, url }: Event, mark: Mark) {
		if (wantsPage(request)) redirect(303, url.pathname);
		return { marks: [mark] };
	}

	const atLine = (move: (access: ChannelAccess, seq: number) => Promise<Mark>) => async (event: Event) => {
		const form = await readForm(event.request, readingMark);
		const access = await enter(event);
		if (!form.valid) return fail(400, { marked: form });
		return answer(event, await move(access, form.data.seq));
	};
	const muting = (isMuted: boolean) => async (event: Event) => answer(event, await mute(await enter(event), isMuted));

	return { read: atLine(markRead), unread: atLine(markUnread), mute: muting(true), unmute: muting(false) };
}
