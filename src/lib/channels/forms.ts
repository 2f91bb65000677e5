import { z } from 'zod';
import { line } from '../line-field';
import { cleanLine } from '../text';
import { CATEGORY_NAME_LIMIT, CHANNEL_NAME_LIMIT, CHANNEL_TOPIC_LIMIT } from './channel';
import { tidyName } from './name';

const long = `Channel names can be up to ${CHANNEL_NAME_LIMIT} characters.`;
const missing = 'Give the channel a name with a letter or a number in it.';
const name = z
	.string({ error: missing })
	.max(8 * CHANNEL_NAME_LIMIT, long)
	.transform((text) => tidyName(cleanLine(text)))
	.pipe(
		z
			.string()
			.max(CHANNEL_NAME_LIMIT, long)
			.regex(/[\p{L}\p{N}\p{Extended_Pictographic}\p{RI}]/u, missing)
	);

const tooLong = `Topics can be up to ${CHANNEL_TOPIC_LIMIT} characters.`;
const topic = z
	.string()
	.max(8 * CHANNEL_TOPIC_LIMIT, tooLong)
	.transform(cleanLine)
	.pipe(z.string().max(CHANNEL_TOPIC_LIMIT, tooLong))
	.default('');

const idOf = (words: string) => z.string({ error: words }).regex(/^[1-9]\d{0,18}$/, words);
const categoryId = idOf('Choose a category.');

/** A box that is ticked or, when nothing is sent for it, not. */
const box = z
	.enum(['on', ''], 'Tick the box or leave it.')
	.default('')
	.transform((value) => value === 'on');

/** People may be named by as many fields as there are; more than this many have a role instead. */
const MOST_PEOPLE = 200;
const tooMany = `A channel can name up to ${MOST_PEOPLE} people.`;

const handles = z
	.array(z.string().max(4000, tooMany))
	.max(MOST_PEOPLE, tooMany)
	.default([])
	.transform((typed) => typed.flatMap((text) => text.toLowerCase().match(/[^\s,@]+/g) ?? []))
	.pipe(z.array(z.string().max(32, 'One of these is too long for a handle.')).max(MOST_PEOPLE, tooMany));

/** What every channel has, new or not. `people` are ids, `handles` what was typed. */
const traits = {
	name,
	topic,
	categoryId,
	isReadOnly: box,
	isPrivate: box,
	moderators: box,
	people: z.array(idOf('Choose people of this server.')).max(MOST_PEOPLE, tooMany).default([]),
	handles
};

/** The fields that may come more than once. */
export const listsOfChannel = ['people', 'handles'] as const;

/** What "Create channel" sends. */
export const channelDraft = z.object({
	...traits,
	kind: z.enum(['text', 'audio', 'video'], 'Choose what kind it is.')
});
export type ChannelDraft = z.infer<typeof channelDraft>;

/** What "Edit channel" sends. */
export const channelChange = z.object(traits);
export type ChannelChange = z.infer<typeof channelChange>;

const before = z.union([z.literal(''), idOf('Choose a place.')]);

/** A place for a channel: in front of another one of its category, or with an empty `before` at the end. */
export const channelMove = z.object({ channelId: idOf('Which channel?'), categoryId, before });
export type ChannelPlace = { categoryId: string; before: string };

const categoryName = line(CATEGORY_NAME_LIMIT, {
	missing: 'Give the category a name.',
	long: `Category names can be up to ${CATEGORY_NAME_LIMIT} characters.`
});

export const categoryDraft = z.object({ name: categoryName });
export const categoryChange = z.object({ categoryId, name: categoryName });
export const categoryMove = z.object({ categoryId, before });
/** `to` is where the channels of a deleted category go. */
export const categoryRemoval = z.object({ categoryId, to: idOf('Choose where its channels go.') });
