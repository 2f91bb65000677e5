import sharp from 'sharp';
import { sendFiles, upload } from '../http/uploading';
import { newRoom } from './calling';
import { join, newPerson, newServer, say, unique, type Person, type Place } from '../person';
import { writePast } from './past';

type World = { ada: Person; grace: Person; newcomer: Person; place: Place; graceId: string; room: string };

const hard = [
	'Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz'.repeat(4),
	`https://example.org/${'a-very-long-address/'.repeat(20)}`,
	'👩‍🚀👨‍👩‍👧‍👦🏳️‍🌈🚀'.repeat(30),
	'مرحبا بالعالم، هذا نص من اليمين إلى اليسار مع English في الوسط',
	'ひらがなとカタカナと漢字が続く長い文章'.repeat(8),
	'Two\nlines, and a short one.'
];

async function makeWorld(): Promise<World> {
	const ada = await newPerson('Ada Lovelace');
	const grace = await newPerson('Wolfeschlegelsteinhausenbergerdorff');
	const newcomer = await newPerson('‏עדה לאבלייס 🔭');
	const place = await newServer(ada, `${unique('Observatorium')}${'x'.repeat(50)}`.slice(0, 80));
	await join(grace, place);
	await writePast(place, 20);
	for (const text of hard) await say(text.length % 2 ? ada : grace, place, text);
	const drawn = await sharp({ create: { width: 1600, height: 200, channels: 3, background: '#c63' } })
		.png()
		.toBuffer();
	const files = await upload(ada, place.channelId, [
		new File([new Uint8Array(drawn)], `${hard[0]!.slice(0, 150)}.png`),
		new File(['%PDF-1.7'], `${hard[0]!.slice(0, 150)}.pdf`),
		new File(['مرحبا'], 'مرحبا بالعالم 🌒.txt')
	]);
	const keys = files.map(({ key }) => key);
	await sendFiles(ada, place, keys, { alt: JSON.stringify({ [keys[0]!]: hard[0]! }) });
	const seq = await say(ada, place, 'Gone in a moment');
	await ada.submit(`${place.channel}?/remove`, { seq: String(seq) });
	const members = await (await ada.open(`${place.path}/members`)).text();
	const graceId = /members\/(\d+)\/kick/.exec(members)![1]!;
	const eve = await newPerson('Eve');
	await join(eve, place);
	const [, eveId] = [...(await (await ada.open(`${place.path}/members`)).text()).matchAll(/members\/(\d+)\/kick/g)];
	await ada.submit(`${place.path}/members/${eveId![1]}/ban?/ban`, { reason: hard[0]!.slice(0, 240) });
	await ada.submit(`${place.path}/members?/role`, { userId: graceId, role: 'admin' });
	const room = await newRoom(ada, place, 'video', 'rehearsal');
	return { ada, grace, newcomer, place, graceId, room };
}

let made: Promise<World> | undefined;
/** A server whose people and messages are as hard to lay out as they come; one for the whole file. */
export const world = () => (made ??= makeWorld());

type Screen = {
	name: string;
	path: (there: World) => string;
	who: (there: World) => Person | null;
	heading: string | RegExp;
	isLive?: boolean;
};

const owner = ({ ada }: World) => ada;
const newcomer = ({ newcomer }: World) => newcomer;
const nobody = () => null;

export const everyScreen: Screen[] = [
	{ name: 'sign-in', path: () => '/sign-in', who: nobody, heading: 'Good to see you' },
	{ name: 'sign-up', path: () => '/sign-up', who: nobody, heading: 'Come on in' },
	{ name: 'home', path: () => '/', who: newcomer, heading: /^Welcome/ },
	{ name: 'pasting an invite', path: () => '/?join', who: owner, heading: 'Join a server' },
	{ name: 'a new server', path: () => '/servers/new', who: owner, heading: 'Create a server' },
	{ name: 'a channel', path: ({ place }) => place.channel, who: owner, heading: 'general', isLive: true },
	{ name: 'a room for talking', path: ({ room }) => room, who: owner, heading: 'rehearsal', isLive: true },
	{ name: 'voice and video', path: () => '/settings/voice', who: owner, heading: 'Voice and video' },
	{ name: 'the list of channels', path: ({ place }) => `${place.path}/channels`, who: owner, heading: /Observatorium/ },
	{ name: 'search', path: ({ place }) => `${place.path}/search`, who: owner, heading: 'Search' },
	{
		name: 'results',
		path: ({ place }) => `${place.path}/search?q=${encodeURIComponent('before:2126-01-01 from:ada')}`,
		who: owner,
		heading: 'Search'
	},
	{ name: 'results of all servers', path: () => '/search?q=has%3Alink', who: owner, heading: 'Search' },
	{ name: 'no results', path: () => `/search?q=${'nothing'.repeat(20)}`, who: owner, heading: 'Search' },
	{ name: 'members', path: ({ place }) => `${place.path}/members`, who: owner, heading: 'Members' },
	{ name: 'every invite', path: ({ place }) => `${place.path}/invites?show=all`, who: owner, heading: 'Invite people' },
	{
		name: 'an invite as a QR code',
		path: ({ place }) => `${place.path}/invites?show=qr`,
		who: owner,
		heading: 'Invite people'
	},
	{ name: 'one’s servers', path: () => '/servers', who: owner, heading: 'Your servers' },
	{ name: 'invites', path: ({ place }) => `${place.path}/invites`, who: owner, heading: 'Invite people' },
	{
		name: 'a profile',
		path: ({ place, graceId }) => `${place.path}/members/${graceId}`,
		who: owner,
		heading: /^Wolfe/
	},
	{ name: 'a ban', path: ({ place, graceId }) => `${place.path}/members/${graceId}/ban`, who: owner, heading: /^Ban/ },
	{
		name: 'a removal',
		path: ({ place, graceId }) => `${place.path}/members/${graceId}/kick`,
		who: owner,
		heading: /^Remove/
	},
	{ name: 'leaving', path: ({ place }) => `${place.path}/leave`, who: ({ grace }) => grace, heading: /^Leave/ },
	{ name: 'server settings', path: ({ place }) => `${place.path}/settings`, who: owner, heading: 'Overview' },
	{
		name: 'a transfer',
		path: ({ place }) => `${place.path}/settings/transfer`,
		who: owner,
		heading: 'Transfer ownership'
	},
	{
		name: 'a transfer to somebody',
		path: ({ place, graceId }) => `${place.path}/settings/transfer?to=${graceId}`,
		who: owner,
		heading: /^Give it to/
	},
	{ name: 'the end of a server', path: ({ place }) => `${place.path}/settings/delete`, who: owner, heading: /^Delete/ },
	{ name: 'bans', path: ({ place }) => `${place.path}/bans`, who: owner, heading: 'Bans' },
	{ name: 'the audit log', path: ({ place }) => `${place.path}/audit`, who: owner, heading: 'Audit log' },
	{ name: 'settings', path: () => '/settings', who: ({ grace }) => grace, heading: 'You' },
	{ name: 'one’s profile', path: () => '/settings/profile', who: ({ grace }) => grace, heading: 'Profile' },
	{ name: 'one’s account', path: () => '/settings/account', who: ({ grace }) => grace, heading: 'Account and sign-in' },
	{ name: 'the end of an account', path: () => '/settings/account/delete', who: newcomer, heading: 'Delete account' },
	{
		name: 'the end of an account that owns servers',
		path: () => '/settings/account/delete',
		who: owner,
		heading: 'Delete account'
	},
	{ name: 'one’s devices', path: () => '/settings/devices', who: ({ grace }) => grace, heading: 'Your devices' },
	{ name: 'appearance', path: () => '/settings/appearance', who: ({ grace }) => grace, heading: 'Appearance' },
	{ name: 'notifications', path: () => '/settings/notifications', who: owner, heading: 'Notifications' },
	{ name: 'blocked people', path: () => '/settings/blocked', who: ({ grace }) => grace, heading: 'Blocked people' },
	{ name: 'an invite', path: ({ place }) => place.invite, who: newcomer, heading: /Observatorium/ },
	{ name: 'an invite for a stranger', path: ({ place }) => place.invite, who: nobody, heading: /Observatorium/ },
	{ name: 'an expired invite', path: () => '/invite/longgone', who: newcomer, heading: 'This invite has run out' },
	{ name: 'a page that is not there', path: () => '/nowhere', who: nobody, heading: 'Nothing in orbit here' }
];
