import { redirect, type RequestEvent } from '@sveltejs/kit';
import { chosenOccupant } from '$lib/calls/forms';
import { enterChannel, type CommunityChannelAccess } from '../channels/access';
import { readForm, wantsPage } from '../forms';
import { refuse } from '../refuse';
import { disconnectOccupant, muteOccupant } from './commands';

/** What moderators do in calls: form actions for the page of a channel, for a call anywhere in the same community. */
export function callDoors<Event extends RequestEvent>(enter: (event: Event) => Promise<CommunityChannelAccess>) {
	const door = (act: (access: CommunityChannelAccess, device: string) => Promise<void>) => async (event: Event) => {
		const form = await readForm(event.request, chosenOccupant);
		const page = await enter(event);
		if (!form.valid) refuse('bad-request'); // nobody types these fields
		const { channelId, device } = form.data;
		const isHere = channelId === page.channel.id;
		await act(isHere ? page : await enterChannel(page.viewer, channelId, page.community.id), device);
		if (wantsPage(event.request)) redirect(303, event.url.pathname);
		return { moderated: { device } };
	};
	return { muteOccupant: door(muteOccupant), disconnectOccupant: door(disconnectOccupant) };
}
