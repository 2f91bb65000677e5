import { render } from 'svelte/server';
import { expect, test } from 'vitest';
import Composer from './Composer.svelte';

const props = { label: 'general', nonce: 'once' };
/** The page as the server writes it, for people without scripts. */
const html = (more = {}) => render(Composer, { props: { ...props, ...more } }).body;

test('a plain form: words, a nonce and Send', () => {
	const page = html();
	expect(page).toMatch(/<form[^>]+method="POST" action="\?\/send"/);
	expect(page).toMatch(/<textarea[^>]+name="body"/);
	expect(page).toMatch(/<input type="hidden" name="nonce" value="once"/);
	expect(page).not.toContain('role="combobox"');
	expect(page).not.toContain('replyTo');
});

test('an answer says to what, and sends its line', () => {
	const page = html({ replyingTo: { seq: 7, name: 'Grace <b>', excerpt: 'First light.' } });
	expect(page).toMatch(/<input type="hidden" name="replyTo" value="7"/);
	expect(page).toContain('Grace &lt;b>');
	expect(page).toContain('First light.');
	expect(page, 'a button nobody hears').not.toContain('Cancel reply');
	expect(html({ replyingTo: { seq: 7, name: 'Grace', excerpt: '' }, oncancelreply: () => {} })).toContain(
		'Cancel reply'
	);
});

test('words that were refused come back, with why', () => {
	const page = html({ refused: { body: 'Too soon', problem: 'Slow down a little.' }, draftKey: '1' });
	expect(page).toMatch(/<textarea[^>]*>Too soon<\/textarea>/);
	expect(page).toMatch(/role="alert"[^>]*>Slow down a little\./);
});
