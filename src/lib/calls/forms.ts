import { z } from 'zod';

/** Which device in the call of which channel is meant. */
export const chosenOccupant = z.object({
	channelId: z.string().regex(/^[1-9]\d{0,18}$/),
	device: z.string().regex(/^[\w-]{16,40}$/)
});

/** What a device asks for before it joins. */
export const ticketWish = chosenOccupant.pick({ device: true });
