import Ban from '@lucide/svelte/icons/ban';
import Bell from '@lucide/svelte/icons/bell';
import Keyboard from '@lucide/svelte/icons/keyboard';
import KeyRound from '@lucide/svelte/icons/key-round';
import Mic from '@lucide/svelte/icons/mic';
import Monitor from '@lucide/svelte/icons/monitor';
import Palette from '@lucide/svelte/icons/palette';
import UserRound from '@lucide/svelte/icons/user-round';
import type { NavGroup } from '$lib/ui/settings-nav';

/** The pages of one's settings. */
export function settingsPages({ keepsAccount, devices }: { keepsAccount: boolean; devices: number }): NavGroup[] {
	return [
		{
			title: 'You',
			links: [
				{ href: '/settings/profile', words: 'Profile', icon: UserRound },
				{ href: '/settings/account', words: keepsAccount ? 'Account and sign-in' : 'Account', icon: KeyRound },
				...(keepsAccount
					? [{ href: '/settings/devices', words: 'Your devices', icon: Monitor, tail: String(devices) }]
					: [])
			]
		},
		{
			title: 'App',
			links: [
				{ href: '/settings/appearance', words: 'Appearance', icon: Palette },
				{ href: '/settings/notifications', words: 'Notifications', icon: Bell },
				{ href: '/settings/voice', words: 'Voice and video', icon: Mic },
				{ href: '/settings/keyboard', words: 'Keyboard', icon: Keyboard }
			]
		},
		{ title: 'Privacy', links: [{ href: '/settings/blocked', words: 'Blocked people', icon: Ban }] }
	];
}
