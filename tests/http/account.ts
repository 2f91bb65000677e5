import { PASSWORD, unique } from '../person';
import { formsIn, textOf } from './page';
import { cookiesOf, elsewhere, post, send, type Answer } from './wire';

export const SESSION = 'chatsphere.session_token';
export const WRONG = 'wrong horse battery staple';
export const address = (word = 'someone') => `${unique(word)}@example.org`;

type Account = { name?: string; email: string; password?: string; handle?: string };
export const signUp = (
	{ name = 'Hedy', email, password = PASSWORD, ...rest }: Account,
	from = elsewhere(),
	next = ''
) => post(`/sign-up${next}`, { name, email, password, ...rest }, { from });
export const signIn = (email: string, password: string, from = elsewhere(), headers: Record<string, string> = {}) =>
	post('/sign-in', { email, password }, { from, headers });

/** The session an answer sets, if any. */
export const session = (answer: Answer) => cookiesOf(answer).find(({ name }) => name === SESSION)?.value ?? '';
/** The page of whoever this session belongs to; null when it opens nothing. */
export const whoIs = async (token: string) => {
	const cookie = `${SESSION}=${encodeURIComponent(token)}`;
	const { status, body } = await send('/settings', { headers: { accept: 'text/html', cookie } });
	return status === 200 ? textOf(body) : null;
};
/** What the page's first form has in a field. */
export const field = (html: string, name: string) => formsIn(html)[0]?.fields.get(name);
