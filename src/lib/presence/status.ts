/** What a person may choose to show. Invisible never leaves the server: others are told "offline". */
export const chosenStatuses = ['online', 'idle', 'dnd', 'invisible'] as const;
export type ChosenStatus = (typeof chosenStatuses)[number];

/** What others are told. */
export const shownStatuses = ['online', 'idle', 'dnd', 'offline'] as const;
export type ShownStatus = (typeof shownStatuses)[number];

export const statusNames: Record<ChosenStatus | ShownStatus, string> = {
	online: 'Online',
	idle: 'Away',
	dnd: 'Do not disturb',
	invisible: 'Invisible',
	offline: 'Offline'
};
