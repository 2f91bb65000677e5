import { inject } from 'vitest';
import type { Visitor } from '../../person';
import { elsewhere, post, send, type Answer as Sent } from '../wire';
import { nobody, type Actor, type Answer } from './actors';
import { addressOf } from './routes';
import type { Row } from './rows';
import type { Place, World } from './world';

export const nameOf = ({ ask, when }: Row) => (when ? `${ask}: ${when}` : ask);
const partsOf = (row: Row) => row.ask.split(' ') as [kind: string, route: string, action?: string];

/** The address a row asks for in a place. */
export function pathOf(row: Row, place: Place): string {
	const [kind, route, action] = partsOf(row);
	const path = addressOf(route, { ...place });
	if (kind === 'action') return action === 'default' ? path : `${path}?/${action}`;
	return path + (row.query?.(place) ?? '');
}

/** Where a row is about for one of the actors, in one of the servers. */
export const placeOf = (row: Row, place: Place, actor: Actor, world: World): Place => ({
	...place,
	...row.at?.(place, actor, world)
});

/** How a refusal of people who have not signed in looks: pages lead to the sign-in, data says so. */
export function expectedOf(row: Row, actor: Actor): Answer {
	const given = row.who[actor] ?? 'ok';
	const isData = partsOf(row)[1].startsWith('/api/');
	return given === 'sign-in' && isData && nobody.includes(actor) ? '401' : given;
}

function classOf(row: Row, place: Place, status: number, location: string | undefined): Answer {
	if (status >= 300 && status < 400) {
		const wanted = row.leadsTo?.(place);
		if (wanted !== undefined && location === wanted) return 'ok';
		if (location?.startsWith('/sign-in')) return 'sign-in';
		return wanted === undefined ? 'ok' : 'elsewhere';
	}
	return status < 300 || (row.isWrong && status === 400) ? 'ok' : (String(status) as Answer);
}

type Node = { type: string; status?: number } | null;
/** What the data of a page says, which comes with status 200 whatever it is. */
function classOfData(row: Row, place: Place, { status, headers, body }: Sent): Answer {
	if (status !== 200) return classOf(row, place, status, headers.location);
	const told = JSON.parse(body) as { type: string; location?: string; nodes?: Node[] };
	if (told.type === 'redirect') return classOf(row, place, 303, told.location);
	const failed = told.nodes?.find((node) => node?.type === 'error');
	return failed ? classOf(row, place, failed.status ?? 500, undefined) : 'ok';
}

/** What a script's form is answered, which says in its body what a page would say by its status. */
function classOfAction(row: Row, place: Place, { status, headers, body }: Sent): Answer {
	if (status !== 200) return classOf(row, place, status, headers.location);
	const told = JSON.parse(body) as { type: string; status?: number; location?: string; error?: { code: string } };
	if (told.type === 'redirect') return classOf(row, place, 303, told.location);
	return told.type === 'success' ? 'ok' : classOf(row, place, told.status ?? 500, undefined);
}

const headersOf = ({ cookie }: Visitor): Record<string, string> => (cookie ? { cookie } : {});

/**
 * Asks for what a row is about, and for the data of a page as well. What a form names may lie in another place than its
 * address. It comes from somewhere else each time, because tries are counted by place.
 */
export async function ask(row: Row, actor: Actor, world: World, where: Place, named: Place = where) {
	const [kind] = partsOf(row);
	const path = pathOf(row, where);
	const visitor = world.visitors[actor];
	const headers = headersOf(visitor);
	const asPage = { ...headers, accept: 'text/html' };
	if (row.fields) {
		const fields = row.fields(named, actor, world);
		if (row.isJson || kind === 'DELETE') {
			const json = { origin: inject('baseUrl'), accept: 'application/json', 'content-type': 'application/json' };
			const files = [{ name: 'note.txt', size: 4, type: 'text/plain' }];
			const body = JSON.stringify(row.isJson === 'bare' ? fields : { files, input: fields });
			const wish = { method: kind, headers: { ...headers, ...json }, from: elsewhere() };
			const { status, headers: given } = await send(path, row.isJson ? { ...wish, body } : wish);
			return [classOf(row, where, status, given.location)];
		}
		const { status, headers: given } = await post(path, fields, { headers: asPage, from: elsewhere() });
		return [classOf(row, where, status, given.location)];
	}
	const got = await send(path, { headers: kind === 'page' ? asPage : headers, from: elsewhere() });
	const answer = classOf(row, where, got.status, got.headers.location);
	if (kind !== 'page') return [answer];
	const [page = '', query] = path.split('?');
	const dataPath = `${page === '/' ? '' : page}/__data.json${query === undefined ? '' : `?${query}`}`;
	const data = await send(dataPath, { headers, from: elsewhere() });
	return [answer, classOfData(row, where, data)];
}

/** The same form as a script posts it. */
export async function askAsScript(row: Row, actor: Actor, world: World, where: Place, named: Place = where) {
	const headers = {
		...headersOf(world.visitors[actor]),
		accept: 'application/json',
		'x-sveltekit-action': 'true',
		origin: inject('baseUrl')
	};
	const fields = row.fields!(named, actor, world);
	return classOfAction(row, where, await post(pathOf(row, where), fields, { headers, from: elsewhere() }));
}
