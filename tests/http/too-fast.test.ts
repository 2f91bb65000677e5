import { expect, test } from 'vitest';
import { newPerson, newServer, say } from '../person';
import { fillIn, textOf } from './page';

/** The default of SEND_LIMIT. */
const A_MINUTE = 1200;

test('somebody who floods is told to slow down, beside their words; others are not', async () => {
	const [flood, calm] = [await newPerson('Flood'), await newPerson('Calm')];
	const [theirs, quiet] = [await newServer(flood), await newServer(calm)];
	// Deleting what is not there counts like writing, and is quick.
	for (let done = 0; done < A_MINUTE; done += 40)
		await Promise.all(
			Array.from({ length: 40 }, () => flood.submit(`${theirs.channel}?/remove`, { seq: '4000000000' }))
		);

	const answer = await flood.submit(
		`${theirs.channel}?/send`,
		{ body: 'One more' },
		{ accept: 'application/json', 'x-sveltekit-action': 'true' }
	);
	expect(await answer.json()).toMatchObject({ type: 'failure', status: 429 });
	const refused = await fillIn(flood, theirs.channel, '?/send', { body: 'One more' });
	expect(refused.status).toBe(429);
	const html = await refused.text();
	expect(textOf(html)).toMatch(/Slow down a little: you can post again in \d+ seconds?\./);
	expect(html).toContain('One more</textarea>');
	expect(textOf(await (await flood.open(theirs.channel)).text())).not.toContain('One more');
	expect(await say(calm, quiet, 'Not hurt')).toBe(1);
});
