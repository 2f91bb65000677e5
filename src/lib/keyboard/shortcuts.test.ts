import { expect, test } from 'vitest';
import { isForApp } from './for-app';
import { everyShortcut, inApp, isSingle, meaningOf, onMessage, partsOf } from './shortcuts';

/** What a browser tells of a way to press something. */
function pressed(way: string, isMac = false) {
	const parts = partsOf(way);
	const isMod = parts.includes('Mod');
	return {
		key: parts.at(-1)!,
		shiftKey: parts.includes('Shift'),
		altKey: parts.includes('Alt'),
		ctrlKey: parts.includes('Ctrl') || (isMod && !isMac),
		metaKey: isMod && isMac
	};
}
const ways = (table: Record<string, { keys: readonly string[] }>) =>
	Object.entries(table).flatMap(([name, { keys }]) => keys.map((way) => [name, way] as const));

test.each([...ways(inApp)])('P38: %s is %s, and the page knows it before the table comes', (name, way) => {
	for (const isMac of [false, true]) {
		expect(isForApp(pressed(way, isMac))).toBe(true);
		expect(meaningOf(inApp, pressed(way, isMac))).toBe(name);
	}
});

test.each([...ways(onMessage)])('P38: %s on a message is %s, and stays there', (name, way) => {
	expect(meaningOf(onMessage, pressed(way))).toBe(name);
	expect(isForApp(pressed(way))).toBe(false);
});

test('other keys and other company mean nothing', () => {
	for (const way of ['Ctrl+R', 'Shift+R', 'Alt+R', 'X', 'Enter', 'F10', 'Ctrl+Delete'])
		expect([way, meaningOf(onMessage, pressed(way))]).toEqual([way, undefined]);
	for (const way of ['K', 'Ctrl+Alt+K', 'Ctrl+Shift+ArrowUp', 'ArrowUp', 'Ctrl+D', '/'])
		expect([way, isForApp(pressed(way))]).toEqual([way, false]);
	expect(meaningOf(onMessage, { ...pressed('+'), shiftKey: true }), 'where "+" needs Shift').toBe('react');
});

test('single keys are those a finger may touch by mistake', () => {
	const single = Object.entries(onMessage).filter(([, shortcut]) => isSingle(shortcut));
	expect(single.map(([name]) => name)).toEqual(['reply', 'edit', 'copyText', 'react', 'unread']);
});

test('nothing is listed twice in one place', () => {
	for (const { where, shortcuts } of everyShortcut) {
		const all = shortcuts.flatMap(({ keys }) => keys);
		expect([where, new Set(all).size]).toEqual([where, all.length]);
	}
});
