import { z } from 'zod';
import { line } from '../line-field';
import { PASSWORD_MIN } from './account';

const NAME_LIMIT = 60;
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

/** What the sign-up form sends. An empty handle means: make one from the name. */
export const signUp = z.object({
	name: displayName,
	handle: z.union([z.literal(''), handle]).default(''),
	email,
	password: newPassword
});

/** What the sign-in form sends. The rules for new passwords do not apply: only what cannot be a password is refused. */
export const signIn = z.object({
	email,
	password: z
		.string({ error: 'Enter your password.' })
		.min(1, 'Enter your password.')
		.max(PASSWORD_LIMIT, `Passwords can be up to ${PASSWORD_LIMIT} characters.`)
});

/** Who forgot their password says whose it was. */
export const forgotten = z.object({ email });

/** What comes by the link they got. */
export const renewed = z.object({ password: newPassword });
