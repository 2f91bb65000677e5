import type { Viewer } from '$lib/accounts/account';
import { publish } from '../realtime/bus';
import { introduce } from '../realtime/hub';

/** Tells how somebody is shown from now on: those of their communities, those they talk with, and their own windows. */
export function tellPerson(
	person: Viewer,
	{ communityIds, partnerIds }: { communityIds: string[]; partnerIds: string[] }
): void {
	introduce(person);
	const topics = [
		...communityIds.map((id) => `community:${id}`),
		...[person.id, ...partnerIds].map((id) => `user:${id}`)
	];
	for (const topic of topics) publish(topic, { type: 'person.changed', person });
}
