import { sql } from 'kysely';
import type { Viewer } from '$lib/accounts/account';
import { createProfile } from './accounts/commands';
import { signUpLocally } from './auth';
import { enterChannel } from './channels/access';
import { createChannel } from './channels/commands';
import { channelsFor } from './channels/queries';
import { enterCommunity } from './communities/access';
import { createCommunity } from './communities/commands';
import { CannotStart, config } from './config';
import { db } from './db';
import { createInvite, joinByInvite } from './invites/commands';
import { editMessage, postMessage, removeMessage } from './messages/commands';

const PASSWORD = 'saltmarsh demo';
const names = [
	'Mara Okafor',
	'Wren Ellery',
	'Jonas Lind',
	'Priya Raman',
	'Tomás Rey',
	'Yuki Tanabe',
	'李 小龍',
	'سارة منصور'
];
const rooms = [
	{ in: 'Text', kind: 'text', name: 'announcements', topic: 'What is on, and when.', isReadOnly: true },
	{ in: 'Text', kind: 'text', name: 'studio', topic: 'Desks, cables, and who left the kettle on.' },
	{ in: 'Text', kind: 'text', name: 'desk', topic: 'For whoever keeps the peace.', isPrivate: true, moderators: true },
	{ in: 'Audio', kind: 'audio', name: 'green-room' },
	{ in: 'Video', kind: 'video', name: 'rehearsal' }
] as const;
const emailOf = (name: string) =>
	`${
		name
			.normalize('NFKD')
			.replace(/[^a-z]/gi, '')
			.toLowerCase() || `guest${names.indexOf(name)}`
	}@demo.example`;

/** Who says what, how many minutes before now. */
const talk: [speaker: number, minutesAgo: number, words: string][] = [
	[0, 2900, 'Welcome to Saltmarsh Radio! This is where we run the station from.'],
	[0, 2899, 'Say hello when you get here, and tell us which evenings you can take.'],
	[1, 2880, 'Hello! Tuesdays and Thursdays for me.'],
	[2, 2875, 'Hi all. Any evening but Friday.'],
	[3, 2860, 'Hi 👋 I can bring the field recorder on weekends.'],
	[0, 1500, 'Morning, all. The mast inspection is done and we’re back at full power.'],
	[2, 1492, 'The ground wave numbers look better than last year. Happy with that.'],
	[3, 1481, 'View from the roof while they were up there was something else.'],
	[4, 1464, 'Could somebody raise the silence detector? It cut in twice during the piano last night.'],
	[1, 1460, 'On it. I’ll listen through tonight and report back.'],
	[5, 1455, 'It was set to 8 seconds, I think.\nToo eager for quiet passages.'],
	[6, 1400, '大家好,我周日可以主持音樂節目。'],
	[0, 1395, '太好了!Sunday at eight is yours.'],
	[7, 1380, 'مرحبا بالجميع، يسعدني الانضمام إليكم.'],
	[1, 120, 'Listened through: 12 seconds is right, no cuts in three hours.'],
	[4, 118, 'Perfect, thank you.'],
	[4, 117, 'Then tonight’s recital is safe.'],
	[3, 60, 'The recital starts at 20:30, doors at 20:00.'],
	[3, 59, 'I’ll be at the desk from seven.'],
	[2, 40, 'Wrong channel, sorry'],
	[5, 12, 'Bringing the spare microphones.'],
	[0, 5, 'See you all tonight 🎹']
];

async function settle(name: string): Promise<Viewer | null> {
	const { identity } = await signUpLocally({ name, email: emailOf(name), password: PASSWORD }, new Headers());
	return identity && createProfile(identity);
}

/** The other rooms of the demo server: one of each kind. */
async function furnish(host: Viewer, communityId: string): Promise<void> {
	const categories = await channelsFor(db, communityId, host.id);
	for (const { in: category, ...room } of rooms) {
		const categoryId = categories.find(({ name }) => name === category)!.id;
		const plain = { topic: '', isPrivate: false, isReadOnly: false, moderators: false, people: [], handles: [] };
		await createChannel(await enterCommunity(host, communityId), { ...plain, ...room, categoryId });
	}
}

/** Makes a demo server with people who talk; answers how to look at it. A second time it leaves everything as it is. */
export async function seed(): Promise<string> {
	if (config().clerk)
		throw new CannotStart('the demo server’s people need accounts of our own, and Clerk keeps them here.');
	const howTo = `Sign in as ${emailOf(names[0]!)} or ${emailOf(names[1]!)} with the password "${PASSWORD}".`;
	const taken = await db.selectFrom('authUser').where('email', '=', emailOf(names[0]!)).select('id').executeTakeFirst();
	if (taken) return `The demo server is there already. ${howTo}`;

	const people: Viewer[] = [];
	for (const name of names) {
		const viewer = await settle(name);
		if (!viewer) throw new Error(`${emailOf(name)} belongs to somebody else.`);
		people.push(viewer);
	}
	const host = people[0]!;
	const { communityId, channelId } = await createCommunity(host, { name: 'Saltmarsh Radio', iconFile: null });
	await db
		.updateTable('communities')
		.set({ description: 'Community radio from the edge of the marsh. Volunteers, listeners and gulls welcome.' })
		.where('id', '=', communityId)
		.execute();
	const code = await createInvite(await enterCommunity(host, communityId), { lifetime: 0, maxUses: 0 });
	for (const person of people.slice(1)) await joinByInvite(person, code);
	await db.updateTable('members').set({ role: 'moderator' }).where('userId', '=', people[1]!.id).execute();
	await furnish(host, communityId);

	for (const [speaker, minutesAgo, body] of talk) {
		const { seq } = await postMessage(await enterChannel(people[speaker]!, channelId), { body });
		await sql`update messages set created_at = utc_timestamp(3) - interval ${minutesAgo} minute
			where channel_id = ${channelId} and seq = ${seq}`.execute(db);
	}
	const sorry = talk.findIndex(([, , body]) => body.startsWith('Wrong channel')) + 1;
	await removeMessage(await enterChannel(people[2]!, channelId), sorry);
	const recital = talk.findIndex(([, , body]) => body.startsWith('The recital')) + 1;
	await editMessage(await enterChannel(people[3]!, channelId), {
		seq: recital,
		body: 'The recital starts at 20:00, doors at 19:30.'
	});
	return `The demo server "Saltmarsh Radio" is ready. ${howTo}`;
}
