import type { QueryClient } from '@tanstack/svelte-query';
import { createContext } from 'svelte';
import type { Outbox } from './messages/outbox.svelte';
import type { Clock } from './time';

/** What the app's frame hands to every page in it. */
export type Frame = {
	queries: QueryClient;
	clock: () => Clock;
	/** What is on its way in a channel; it goes on while another one is shown. */
	outboxOf: (channelId: string, channelPath: string) => Outbox;
};
export const [getFrame, setFrame] = createContext<Frame>();
