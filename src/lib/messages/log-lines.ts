import type { Message } from './message';

/** How long one person's messages in a row count as one turn, in milliseconds. */
const TURN = 5 * 60_000;

/** A message as the log shows it: under which day divider, and whether it opens a turn (name and picture shown). */
export type LogLine = { message: Message; day: string | null; opensTurn: boolean };

/** Puts day dividers between messages and gathers consecutive ones of one person into turns. `dayOf` names a moment's day. */
export function logLines(messages: Message[], dayOf: (moment: string) => string): LogLine[] {
	let before: Message | undefined;
	let today = '';
	return messages.map((message) => {
		const day = dayOf(message.createdAt);
		const isNewDay = day !== today;
		const follows =
			before &&
			!isNewDay &&
			!before.deletedAt &&
			!message.deletedAt &&
			!message.replyTo &&
			!before.call &&
			before.author.id === message.author.id &&
			Date.parse(message.createdAt) - Date.parse(before.createdAt) < TURN;
		before = message;
		today = day;
		return { message, day: isNewDay ? day : null, opensTurn: !follows };
	});
}
