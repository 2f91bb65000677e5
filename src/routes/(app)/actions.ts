import type { Action } from '$lib/palette/options';
import type { Permission, Role } from '$lib/permissions';

type Here = {
	server?: { id: string; name: string; role: Role; permissions: Permission[] };
	channel?: { name: string; isMuted: boolean; mute: (isMuted: boolean) => void };
};

/** What can be done from anywhere, and from where the viewer is. */
export function actionsFor({ server, channel }: Here): Action[] {
	const home = `/servers/${server?.id}`;
	const inServer: (Action & { needs?: Permission })[] = server
		? [
				{ name: 'Invite people', href: `${home}/invites`, page: 'invites', needs: 'invites.create' },
				{ name: 'Create a channel', href: `${home}/channels/new`, page: 'create-channel', needs: 'channels.manage' },
				{
					name: 'Order categories and channels',
					href: `${home}/categories`,
					page: 'categories',
					needs: 'channels.manage'
				},
				{ name: `Members of ${server.name}`, words: 'people', href: `${home}/members`, page: 'members' },
				{ name: `Search in ${server.name}`, href: `${home}/search` },
				{ name: `Settings of ${server.name}`, href: `${home}/settings`, needs: 'community.edit' },
				...(server.role === 'owner' ? [] : [{ name: `Leave ${server.name}`, href: `${home}/leave` }])
			]
		: [];
	const { name, isMuted, mute } = channel ?? {};
	return [
		...(mute ? [{ name: `${isMuted ? 'Unmute' : 'Mute'} ${name}`, run: () => mute(!isMuted) }] : []),
		...inServer.filter(({ needs }) => !needs || server!.permissions.includes(needs)),
		{ name: 'New message', words: 'write to somebody', href: '/direct/people', page: 'people' },
		{ name: 'Create a server', href: '/servers/new', page: 'create-server' },
		{ name: 'Join a server', words: 'paste an invite', href: '/?join' },
		{ name: 'Put servers in order', href: '/servers' },
		{ name: 'Search all messages', href: '/search' },
		{ name: 'Your settings', words: 'theme dark light sign out', href: '/settings' },
		{ name: 'Voice and video', words: 'microphone camera', href: '/settings/voice' },
		{
			name: 'Keyboard shortcuts',
			words: 'keys help',
			href: '/settings/keyboard',
			page: 'keyboard',
			keys: ['Ctrl', '/']
		}
	];
}
