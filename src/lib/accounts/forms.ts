import { z } from 'zod';
import { line } from '../line-field';
import { cleanLine, cleanText } from '../text';
import { ABOUT_LIMIT, AVATAR_LIMIT, NAME_LIMIT, PASSWORD_MIN, PRONOUNS_LIMIT, STATUS_LIMIT } from './account';

const EMAIL_LIMIT = 254;
const PASSWORD_LIMIT = 200;

export const displayName = line(NAME_LIMIT, {
	missing: 'Tell people what to call you.',
	long: `Names can be up to ${NAME_LIMIT} characters.`
});

const email = z
	.string({ error: 'Enter your email address.' })
	.trim()
	.toLowerCase()
	.min(1, 'Enter your email address.')
	.max(EMAIL_LIMIT, 'That address is too long.')
	.pipe(z.email('That does not look like an email address.'));

/** Letters, digits, dot and underscore; begins and ends with a letter or digit. */
export const handle = z
	.string()
	.trim()
	.toLowerCase()
	.min(2, 'At least 2 characters.')
	.max(32, 'Usernames can be up to 32 characters.')
	.regex(/^[a-z0-9](?:[a-z0-9._]*[a-z0-9])?$/, 'Use letters a to z, digits, dots and underscores.');

const newPassword = z
	.string({ error: 'Choose a password.' })
	.min(1, 'Choose a password.')
	.min(PASSWORD_MIN, `Use at least ${PASSWORD_MIN} characters.`)
	.max(PASSWORD_LIMIT, `Passwords can be up to ${PASSWORD_LIMIT} characters.`);

/** The password one has: only what cannot be one is refused. */
const oldPassword = z
	.string({ error: 'Enter your password.' })
	.min(1, 'Enter your password.')
	.max(PASSWORD_LIMIT, `Passwords can be up to ${PASSWORD_LIMIT} characters.`);

/** What the sign-up form sends. An empty handle means: make one from the name. */
export const signUp = z.object({
	name: displayName,
	handle: z.union([z.literal(''), handle]).default(''),
	email,
	password: newPassword
});

/** What the sign-in form sends. The rules for new passwords do not apply. */
export const signIn = z.object({ email, password: oldPassword });

function optionalLine(max: number, long: string) {
	return z
		.string()
		.max(8 * max, long)
		.transform(cleanLine)
		.pipe(z.string().max(max, long))
		.default('');
}

const longAbout = `This can be up to ${ABOUT_LIMIT} characters.`;

/** What the profile form sends. An empty file field is how browsers say "the same picture". */
export const profileEdit = z.object({
	name: displayName,
	handle,
	pronouns: optionalLine(PRONOUNS_LIMIT, `Pronouns can be up to ${PRONOUNS_LIMIT} characters.`),
	status: optionalLine(STATUS_LIMIT, `A status can be up to ${STATUS_LIMIT} characters.`),
	about: z
		.string()
		.max(4 * ABOUT_LIMIT, longAbout)
		.transform(cleanText)
		.pipe(z.string().max(ABOUT_LIMIT, longAbout))
		.default(''),
	picture: z
		.instanceof(File, { error: 'Choose a picture file.' })
		.refine((file) => file.size <= AVATAR_LIMIT, 'Pictures can be up to 4 MB.')
		.optional(),
	removePicture: z.boolean().default(false)
});

/** What is sent to change a password. */
export const passwordChange = z.object({ current: oldPassword, password: newPassword });

/** What is typed to end an account; where another service keeps the passwords none is asked for. */
export const accountEnd = z.object({
	handle: z.string({ error: 'Type your username.' }).max(640, 'That is not your username.').transform(cleanLine),
	password: z.string().max(PASSWORD_LIMIT, `Passwords can be up to ${PASSWORD_LIMIT} characters.`).default('')
});

/** Who forgot their password says whose it was. */
export const forgotten = z.object({ email });

/** What comes by the link they got. */
export const renewed = z.object({ password: newPassword });
