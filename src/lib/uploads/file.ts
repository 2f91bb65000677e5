// The small build of zod: these shapes are checked in browsers too.
import * as z from 'zod/mini';

export const FILES_PER_MESSAGE = 10;
/** Characters of the words that stand for a picture. */
export const ALT_LIMIT = 500;
/** The route of UploadThing's router that takes files for messages, and where its endpoint is. */
export const UPLOAD_SLUG = 'attachment';

/** How a file is shown: three play or show in the page, the last one is a card to download. */
const fileKinds = ['image', 'audio', 'video', 'file'] as const;
export type FileKind = (typeof fileKinds)[number];

/** The name of a stored file. */
const fileKey = z.string().check(z.regex(/^[0-9a-z]{26}$/));

/**
 * A file of a message. Its bytes are at `/files/KEY`, for saving at `/files/KEY?download`, and a picture's thumbnail (WebP, at
 * most 800 by 600) at `/files/KEY?small`. `blur` is a data URL of a few hundred bytes to stand in until the thumbnail is there.
 */
export const attachedFile = z.object({
	key: fileKey,
	name: z.string(),
	type: z.string(),
	size: z.int(),
	kind: z.enum(fileKinds),
	// Pictures only; always there for them, so that nothing jumps.
	width: z.optional(z.int()),
	height: z.optional(z.int()),
	blur: z.optional(z.string()),
	alt: z.optional(z.string())
});
export type AttachedFile = z.infer<typeof attachedFile>;
