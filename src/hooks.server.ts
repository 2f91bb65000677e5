import { randomUUID } from 'node:crypto';
import { json, redirect, type Handle, type HandleServerError, type ServerInit } from '@sveltejs/kit';
import { sequence } from '@sveltejs/kit/hooks';
import { attributesOf, LOOK_COOKIE, lookOf } from '$lib/look';
import { checkProvider } from '$lib/server/accounts/linking';
import { identify, meetVisitor, setSessionCookies } from '$lib/server/auth';
import { startLooking } from '$lib/server/calls/rooms';
import { CannotStart, config } from '$lib/server/config';
import { db } from '$lib/server/db';
import { migrate } from '$lib/server/db/migrate';
import { isUnavailable, whyNoDatabase } from '$lib/server/db/trouble';
import { door } from '$lib/server/door';
import { log } from '$lib/server/log';
import { measure } from '$lib/server/metrics/requests';
import { expectedOrigin } from '$lib/server/origin';
import { sources, widened } from '$lib/server/policy';
import { refuse } from '$lib/server/refuse';
import { startIndexing } from '$lib/server/search/indexing';
import { hasService } from '$lib/server/uploads/service';
import { startSweeping } from '$lib/server/uploads/sweep';
import { pageOf } from '$lib/safe-path';
import { isTheme, THEME_COOKIE } from '$lib/theme';

export const init: ServerInit = async () => {
	const { origin, isBehindProxy } = config();
	if (origin?.startsWith('https:') && !isBehindProxy)
		log().warn('ORIGIN is https but ADDRESS_HEADER is not set: limits count everyone behind the proxy as one person');
	await migrate(db).catch((error: unknown) => {
		const reason = whyNoDatabase(error);
		throw reason ? new CannotStart(reason) : error;
	});
	await checkProvider();
	startIndexing();
	startSweeping();
	startLooking();
	globalThis.chatsphere = door;
};

const CALL_HOOKS = '/api/webhooks/livekit';
const ACCOUNT_HOOKS = '/api/webhooks/clerk';
/** What is posted there is not a form. */
const speakJson = new Set(['/api/uploadthing', '/api/calls/[channelId=id]', CALL_HOOKS, ACCOUNT_HOOKS]);

/** Refuses every change that does not come from one of our own pages; Kit looks at forms only. */
const keepStrangersOut: Handle = ({ event, resolve }) => {
	const { request } = event;
	const origin = expectedOrigin(request.headers.get('host') ?? undefined);
	if (!origin) refuse('foreign-name');
	// The services that keep the files, the calls and the accounts have no page; they sign what they say.
	const isService =
		(event.route.id === '/api/uploadthing' && request.headers.has('uploadthing-hook') && hasService()) ||
		(event.route.id === CALL_HOOKS && config().livekit !== null) ||
		(event.route.id === ACCOUNT_HOOKS && config().clerk?.webhookSecret !== undefined);
	const isReading = request.method === 'GET' || request.method === 'HEAD' || request.method === 'OPTIONS';
	if (!isReading && !isService && request.headers.get('origin') !== origin) refuse('foreign-origin');
	return resolve(event);
};

/** Health checks must answer when accounts cannot be looked up, and services are nobody. */
const needNobody = new Set(['/healthz', '/readyz', CALL_HOOKS, ACCOUNT_HOOKS]);

const meetWhoComes: Handle = (input) => {
	const { id } = input.event.route;
	return !id || needNobody.has(id) ? input.resolve(input.event) : meetVisitor(input);
};

const knowWhoAsks: Handle = async ({ event, resolve }) => {
	const { request, locals, url, cookies, route } = event;
	locals.viewer = null;
	locals.loginId = null;
	if (!route.id || needNobody.has(route.id)) return resolve(event);
	const found = await identify(request.headers, event).catch((error: unknown) => {
		if (isUnavailable(error)) refuse('unavailable');
		throw error;
	});
	if (found) {
		locals.viewer = found.viewer;
		locals.loginId = found.loginId;
		setSessionCookies(cookies, found.cookies, url);
	}
	if (!found && route.id.startsWith('/(app)')) {
		const next = encodeURIComponent(pageOf(url));
		redirect(303, url.pathname === '/' ? '/sign-in' : `/sign-in?next=${next}`);
	}
	return resolve(event);
};

const dressThePage: Handle = async ({ event, resolve }) => {
	const chosen = event.cookies.get(THEME_COOKIE);
	event.locals.theme = isTheme(chosen) ? chosen : 'system';
	event.locals.look = lookOf(event.cookies.get(LOOK_COOKIE));
	const themeClass = event.locals.theme === 'system' ? '' : event.locals.theme;
	const answer = await resolve(event, {
		transformPageChunk: ({ html }) =>
			html.replace('%theme%', themeClass).replace(' %look%', attributesOf(event.locals.look)),
		// Only the face every page shows at once; the others load when their letters appear.
		preload: ({ type, path }) =>
			type === 'js' || type === 'css' || (type === 'font' && path.includes('schibsted-grotesk-latin-wght-normal'))
	});
	// Kit calls every unexpected error a 500; one that is worth trying again in a moment is a 503.
	const isAway = answer.status === 500 && event.locals.isUnavailable;
	const response = isAway ? new Response(answer.body, { status: 503, headers: answer.headers }) : answer;
	const policy = response.headers.get('content-security-policy');
	const origin = expectedOrigin(event.request.headers.get('host') ?? undefined);
	// Files say their own; Kit's has its nonce.
	if (policy?.startsWith('default-src') && origin)
		response.headers.set('content-security-policy', widened(policy, origin, sources()));
	// What one person sees must not wait in a cache for the next.
	if (!response.headers.has('cache-control')) response.headers.set('cache-control', 'private, no-store');
	return response;
};

/** Kit looks an action up by its name in a plain object, which answers to more words than we gave it. */
const isInherited = ({ searchParams }: URL) =>
	[...searchParams.keys()].some((key) => key.startsWith('/') && key.slice(1) in Object.prototype);

/** Bodies of pages are forms, and a few doors speak JSON. Kit lets others pass to the action, which would find nothing in them. */
const takeForms: Handle = ({ event, resolve }) => {
	const type = event.request.headers.get('content-type') ?? '';
	const isForm = /^(?:application\/x-www-form-urlencoded|multipart\/form-data)\b/i.test(type);
	const isJson = speakJson.has(event.route.id ?? '') && /^application\/(?:webhook\+)?json\b/i.test(type);
	if (event.request.method === 'POST' && !isForm && !isJson) refuse('bad-request');
	if (event.request.method === 'POST' && isInherited(event.url)) refuse('not-found');
	return resolve(event);
};

/** Scripts that ask for data at an address nobody knows are told so in data. */
const answerScripts: Handle = ({ event, resolve }) => {
	const accept = event.request.headers.get('accept') ?? '';
	if (!event.route.id && accept.includes('application/json') && !accept.includes('text/html'))
		return json({ code: 'not-found', message: 'That is not here, or not for you.' }, { status: 404 });
	return resolve(event);
};

export const handle = sequence(
	measure,
	dressThePage,
	keepStrangersOut,
	answerScripts,
	takeForms,
	meetWhoComes,
	knowWhoAsks
);

export const handleError: HandleServerError = ({ error, event, status, message }) => {
	if (status === 404) return { message: 'That is not here, or not for you.', code: 'not-found' };
	if (status < 500) return { message };
	if (isUnavailable(error)) {
		event.locals.isUnavailable = true;
		log().warn({ err: error, route: event.route.id }, 'the database did not answer');
		return { message: 'The database does not answer just now. Please try again.', code: 'unavailable' };
	}
	const id = randomUUID().slice(0, 8);
	log().error({ id, err: error, route: event.route.id, method: event.request.method }, 'something broke');
	return { message: 'Something broke on our side. It’s logged.', id };
};
