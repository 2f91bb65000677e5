import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { DraftBox, drafts } from './drafts.svelte';

/** A device: what it keeps, and a way for another window to change that. */
function device() {
	const kept = new Map<string, string>();
	let hear: (event: StorageEvent) => void = () => {};
	// As in browsers: what is kept are its own properties, the methods are not.
	const localStorage = Object.create({
		getItem: (name: string) => kept.get(name) ?? null,
		setItem: (name: string, value: string) => void (kept.set(name, value), (localStorage[name] = value)),
		removeItem: (name: string) => (kept.delete(name), Reflect.deleteProperty(localStorage, name))
	});
	vi.stubGlobal('localStorage', localStorage);
	vi.stubGlobal('window', {
		addEventListener: (_: string, listener: typeof hear) => (hear = listener),
		removeEventListener: () => (hear = () => {})
	});
	const elsewhere = (key: string, newValue: string | null) => hear({ key, newValue } as StorageEvent);
	return { kept, localStorage, elsewhere };
}

let here: ReturnType<typeof device>;
let stop: () => void;
beforeEach(() => {
	here = device();
	stop = drafts.begin('1');
});
afterEach(() => {
	stop();
	vi.unstubAllGlobals();
});

const name = 'draft 1 general';
const written = (text: string) => JSON.stringify({ text });

describe('drafts', () => {
	test('are kept on the device, and found there by the next page', () => {
		drafts.keep('general', 'Half a thought');
		expect(here.kept.get(name)).toBe(written('Half a thought'));
		drafts.begin('1');
		expect([drafts.of('general'), drafts.has('general'), drafts.has('lobby')]).toEqual(['Half a thought', true, false]);
	});

	test('of somebody else on the same device stay theirs', () => {
		drafts.keep('general', 'Mine');
		drafts.begin('11');
		expect(drafts.of('general')).toBe('');
		drafts.keep('general', 'Theirs');
		drafts.begin('1');
		expect(drafts.of('general')).toBe('Mine');
	});

	test('are not known any more to whoever comes next in this window', () => {
		drafts.keep('general', 'Mine');
		stop();
		expect([drafts.areKnown, drafts.of('general')]).toEqual([false, '']);
		expect(here.kept.has(name), 'but kept').toBe(true);
	});

	test('of nothing but blanks are none', () => {
		drafts.keep('general', 'Something');
		drafts.keep('general', ' \n');
		expect([drafts.has('general'), here.kept.has(name)]).toEqual([false, false]);
	});

	test('of other windows are heard, nonsense is not', () => {
		here.elsewhere(name, written('From there'));
		here.elsewhere('draft 2 general', written('Somebody else’s'));
		expect(drafts.of('general')).toBe('From there');
		here.elsewhere(name, '{');
		expect(drafts.has('general')).toBe(false);
		here.elsewhere('draft 1 lobby', written('Here too'));
		here.elsewhere(null as unknown as string, null);
		expect(drafts.has('lobby'), 'everything was cleared').toBe(false);
	});

	test('have files, with words or without, which words do not push out', () => {
		const file = { key: 'a', name: 'beach.png' };
		drafts.keepFiles('general', [file]);
		expect([drafts.has('general'), drafts.of('general'), drafts.files('general')]).toEqual([true, '', [file]]);
		drafts.keep('general', 'Look');
		expect(here.kept.get(name)).toBe(JSON.stringify({ text: 'Look', files: [file] }));
		drafts.keep('general', '');
		expect(drafts.files('general')).toEqual([file]);
		drafts.begin('1');
		expect(drafts.files('general'), 'after a reload').toEqual([file]);
		drafts.keepFiles('general', []);
		expect([drafts.has('general'), here.kept.has(name)]).toEqual([false, false]);
		here.elsewhere(name, JSON.stringify({ text: '', files: [file] }));
		expect(drafts.files('general'), 'from another window').toEqual([file]);
		here.elsewhere(name, JSON.stringify({ text: 'x', files: 'nonsense' }));
		expect([drafts.of('general'), drafts.files('general')]).toEqual(['x', []]);
	});

	test('a device that keeps nothing is no trouble', () => {
		here.localStorage.__proto__.setItem = () => {
			throw new Error('full');
		};
		drafts.keep('general', 'For this page only');
		expect(drafts.of('general')).toBe('For this page only');
	});
});

describe('a box and its draft', () => {
	const at = (words: string, isInUse = false) => ({ words, isInUse });

	test('an empty box takes up what was begun', () => {
		drafts.keep('general', 'Begun');
		expect(new DraftBox('general').meet(at('', true))).toBe('Begun');
	});

	test('words that stand in it already win: typed before scripts came, or refused by the server', () => {
		drafts.keep('general', 'Begun');
		expect(new DraftBox('general').meet(at('Refused'))).toBe('Refused');
		expect(drafts.of('general')).toBe('Refused');
	});

	test('what is typed is kept, what is sent is not', () => {
		const box = new DraftBox('general');
		box.meet(at(''));
		box.meet(at('On', true));
		expect(drafts.of('general')).toBe('On');
		expect(box.meet(at('', true))).toBe('');
		expect(drafts.has('general')).toBe(false);
	});

	test('what another window writes shows here, and goes when it is sent there', () => {
		const box = new DraftBox('general');
		box.meet(at(''));
		here.elsewhere(name, written('From there'));
		expect(box.meet(at(''))).toBe('From there');
		here.elsewhere(name, null);
		expect(box.meet(at('From there'))).toBe('');
	});

	test('but never under the cursor, nor over words that are newer here', () => {
		const box = new DraftBox('general');
		box.meet(at(''));
		here.elsewhere(name, written('From there'));
		expect(box.meet(at('', true))).toBe('');
		expect(drafts.of('general'), 'theirs is not lost').toBe('From there');
		expect(box.meet(at('Mine', true))).toBe('Mine');
		expect(drafts.of('general')).toBe('Mine');
	});

	test('before the device was asked nothing is kept or thrown away', async () => {
		vi.resetModules();
		const fresh = await import('./drafts.svelte');
		here.kept.set(name, written('Begun'));
		expect(new fresh.DraftBox('general').meet(at('Typed early'))).toBe('Typed early');
		expect(here.kept.get(name)).toBe(written('Begun'));
	});
});
